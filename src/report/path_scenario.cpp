#include <imgfam/report/path_scenario.hpp>

#include <imgfam/scenario/expectation.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace imgfam {
namespace {

/// Sends a path to a cloud and notes what comes of it.
class PathWriter {
 public:
  explicit PathWriter(const FamilyModel& model)
      : model_(model),
        cloud_(model.cloud()),
        state_(model.initial()),
        references_(model.reference_names()),
        ids_(references_) {}

  void send(const ModelRequest& request) {
    if (request.act == Act::Create) {
      cloud_.advance({1});
      add(AdvanceStep{{1}});
    }
    if (request.act == Act::Finish || request.act == Act::Fail) {
      send_platform(request);
    } else {
      send_request(request);
    }
    model_.apply(state_, request);
  }

  void show(const ModelCheck& check) {
    ScenarioStep step;
    if (check.subject == ModelCheck::Subject::Family) {
      step.what = shown_family(check.place);
    } else if (check.subject == ModelCheck::Subject::Instance) {
      if (state_.instances[check.place] == no_instance && is_unbound(ids_.instances[check.place]))
        return;
      step.what = shown_instance(check.place);
    } else {
      if (is_unbound(ids_.images[check.place])) return;  // It was never there, and has no id.
      step.what = shown_image(check);
    }
    if (std::find(steps_.begin(), steps_.end(), step) == steps_.end())
      steps_.push_back(std::move(step));
  }

  /// What the request that was sent in a state is about, and what families resolve to since.
  void show_subject(const ModelRequest& request, const FamilyState& before) {
    std::optional<std::size_t> image;
    std::optional<std::size_t> instance;
    if (request.act == Act::RunImage || request.act == Act::RunFamily)
      instance = model_.free_place(before);
    if (request.act == Act::DeleteInstance) {
      instance = request.subject;
    } else if (request.act == Act::RunFamily) {
      image = model_.resolve(before, request.subject);
    } else {
      image = request.act == Act::Create ? model_.next_place(before) : request.subject;
    }
    if (image) add(shown_image(whole_image(*image)));
    if (instance && !is_unbound(ids_.instances[*instance])) add(shown_instance(*instance));
    for (std::size_t f = 0; f < model_.families().size(); ++f)
      add(shown_family(f));
  }

  const FamilyState& state() const { return state_; }

  std::vector<ScenarioStep> take() { return std::move(steps_); }

 private:
  static bool is_unbound(const std::string& id) { return id.starts_with("${"); }

  template <class Step>
  void add(Step step) {
    steps_.push_back({std::move(step), {}});
  }

  void send_platform(const ModelRequest& request) {
    const bool finishes = request.act == Act::Finish;
    cloud_.platform(ids_.images[request.subject],
                    finishes ? Event(event::Finish{}) : Event(event::Fail{}));
    PlatformStep step;
    step.event = finishes ? PlatformEvent::Finish : PlatformEvent::Fail;
    step.image = references_.images[request.subject];
    add(std::move(step));
  }

  void send_request(const ModelRequest& request) {
    RequestStep step;
    step.request = model_.to_request(request, state_, references_);
    Answered answered = imgfam::send(cloud_, model_.to_request(request, state_, ids_));
    step.expect = std::move(answered.expect);
    if (const auto* response = std::get_if<Response>(&answered.outcome))
      bind(request, response->document, step);
    add(std::move(step));
  }

  void bind(const ModelRequest& request, const boost::json::object& document, RequestStep& step) {
    if (request.act == Act::Create) {
      const std::size_t place = model_.next_place(state_);
      ids_.images[place] = document.at("ImageId").as_string().c_str();
      step.bind.push_back({model_.image_name(place), "ImageId"});
    }
    if (request.act == Act::RunImage || request.act == Act::RunFamily) {
      const std::size_t place = model_.free_place(state_);
      const auto& ids = document.at("InstanceIdSets").at("InstanceIdSet").as_array();
      ids_.instances[place] = ids.front().as_string().c_str();
      step.bind.push_back({model_.instance_name(place), "InstanceIdSets.InstanceIdSet.0"});
    }
  }

  FamilyCheck shown_family(std::size_t family) const {
    const auto resolved = model_.resolve(state_, family);
    return {model_.families()[family], resolved ? references_.images[*resolved] : std::string(),
            model_.owner(), model_.region(), false};
  }

  static ModelCheck whole_image(std::size_t place) {
    ModelCheck check;
    check.subject = ModelCheck::Subject::Image;
    check.place = place;
    check.family = no_family;
    check.boot_mode = BootMode::Bios;
    check.in_use = false;
    check.shared_with = 0;
    return check;
  }

  /// What the check looks at, as it is now; the status always.
  ImageCheck shown_image(const ModelCheck& check) const {
    ImageCheck asked;
    asked.image = ids_.images[check.place];
    asked.status = Status::Available;
    if (check.family) asked.family.emplace();
    if (check.boot_mode) asked.boot_mode = BootMode::Bios;
    if (check.in_use) asked.in_use = false;
    if (check.shared_with) asked.shared_with.emplace();
    ImageCheck out = as_it_is(asked, cloud_);
    if (*out.exists) out.exists.reset();  // What is said of it says that, too.
    out.image = references_.images[check.place];
    return out;
  }

  InstanceCheck shown_instance(std::size_t place) const {
    InstanceCheck out;
    out.instance = references_.instances[place];
    const ModelInstance instance = state_.instances[place];
    if (instance == no_instance) out.exists = false;
    if (instance == orphaned) out.exists = true;
    if (instance != no_instance && instance != orphaned)
      out.image = references_.images[instance - 1U];
    return out;
  }

  const FamilyModel& model_;
  Cloud cloud_;
  FamilyState state_;
  FamilyModel::Names references_;  // As the scenario writes them.
  FamilyModel::Names ids_;         // As the cloud knows them.
  std::vector<ScenarioStep> steps_;
};

/// What of an image a scenario's text can say: the rest becomes what reading it makes of it.
Image as_given(Image image, const Cloud& cloud) {
  image.serial = 0;  // The order of the list.
  image.status_since = image.created;
  for (SharedAccount& s : image.shared_with)
    s.since = image.created;
  if (image.snapshot == "s-" + image.id) image.snapshot.clear();
  image.copied_from.clear();
  image.was_ever_used = cloud.instances().users_of(image.id) > 0;
  return image;
}

Instance as_given(Instance instance, const Cloud& cloud) {
  instance.serial = 0;
  instance.created = cloud.now();
  instance.imds_v2 = false;
  return instance;
}

}  // namespace

Given given_of(const Cloud& cloud, AccountId account, std::string_view region) {
  Given given;
  given.account = account;
  given.region = region;
  given.clock = cloud.now();
  given.seed = cloud.settings().seed;
  given.settle = cloud.settings().settle;
  given.quotas = cloud.settings().quotas;
  for (const Image* image : cloud.images().in_order())
    (image->origin == Origin::System ? given.system_images : given.images)
        .push_back(as_given(*image, cloud));
  for (const Instance* instance : cloud.instances().in_order())
    given.instances.push_back(as_given(*instance, cloud));
  for (const AccountId other : cloud.accounts()) {
    if (other != account) given.accounts.push_back(other);
  }
  return given;
}

Scenario scenario_of(const FamilyModel& model, const std::vector<ModelRequest>& path,
                     const PathScenario& about) {
  Scenario scenario;
  scenario.name = about.name;
  scenario.why = about.why;
  scenario.editions = {model.options().edition};
  scenario.readings = readings_of(model.options().interpretation);
  scenario.given = given_of(model.cloud(), model.owner(), model.region());
  PathWriter writer(model);
  auto shown_after = about.shown_after.begin();
  for (std::size_t i = 0; i < path.size(); ++i) {
    const FamilyState before = writer.state();
    writer.send(path[i]);
    if (shown_after == about.shown_after.end() || *shown_after != i) continue;
    writer.show_subject(path[i], before);
    ++shown_after;
  }
  for (const ModelCheck& check : about.shown)
    writer.show(check);
  scenario.steps = writer.take();
  return scenario;
}

}  // namespace imgfam
