"""The five steps of the rollback scenario, on a plain model of images in a dictionary: as little as a
test suite could hold, so that what is measured is the runner."""

from behave import then, when


@when("{id} is deprecated, it is refused with {code}")
def deprecate_refused(context, id, code):
    assert context.cloud.deprecate(id) == code


@when("{id} is unshared from {account}")
def unshare(context, id, account):
    context.cloud.images[id].shared_with.discard(account)


@when("{id} is deprecated")
def deprecate(context, id):
    assert context.cloud.deprecate(id) == ""


@then("family {family} resolves to {id}")
def resolves_to(context, family, id):
    assert context.cloud.resolve(family).id == id


@then("an instance is launched from family {family}")
def launch(context, family):
    context.cloud.instances.append(context.cloud.resolve(family).id)
