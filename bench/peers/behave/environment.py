"""Gives every scenario a cloud of its own: two images of one family, the newer one shared."""


class Image:
    def __init__(self, id, family, created, shared_with):
        self.id = id
        self.family = family
        self.created = created
        self.shared_with = shared_with
        self.status = "Available"


class Cloud:
    def __init__(self):
        self.images = {
            "m-v1": Image("m-v1", "web", 1, set()),
            "m-v2": Image("m-v2", "web", 2, {"2000000000000002"}),
        }
        self.instances = []

    def deprecate(self, id):
        image = self.images[id]
        if image.shared_with:
            return "ImageUseShared"
        image.status = "Deprecated"
        return ""

    def resolve(self, family):
        available = [i for i in self.images.values() if i.family == family and i.status == "Available"]
        return max(available, key=lambda i: i.created, default=None)


def before_scenario(context, scenario):
    context.cloud = Cloud()
