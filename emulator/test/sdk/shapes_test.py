from fireworks import BadRequestError, NotFoundError

from models_test import addon
from support import ACCOUNT, FAST, MINIMAL, MODEL, GatewayTest, control, journal, last


class DeploymentShapes(GatewayTest):
    def test_get_and_list_through_pages(self):
        shape = self.client.deployment_shapes.get(last(FAST), account_id="fireworks")
        self.assertEqual((shape.name, shape.base_model, shape.precision), (FAST, MODEL, "FP8"))
        listed = self.client.deployment_shapes.list(account_id="fireworks", target_model=MODEL, page_size=2)
        self.assertEqual({last(one.name).rsplit("-", 1)[1] for one in listed}, {"fast", "throughput", "minimal"})
        self.assertEqual(len(journal("ListDeploymentShapes")), 2)

    def test_a_missing_one(self):
        with self.refused(NotFoundError, "deploymentShapes/nothing"):
            self.client.deployment_shapes.get("nothing", account_id="fireworks")


class DeploymentShapeVersions(GatewayTest):
    def test_get_and_list_through_pages(self):
        versions = self.client.deployment_shape_versions
        listed = list(versions.list(last(FAST), account_id="fireworks", page_size=1))
        self.assertEqual(len(listed), 2)
        self.assertEqual([one.latest_validated for one in listed].count(True), 1)
        found = versions.get(last(listed[0].name), deployment_shape_id=last(FAST), account_id="fireworks")
        self.assertEqual((found.name, found.snapshot.base_model), (listed[0].name, MODEL))

    def test_list_of_all_shapes_as_production_users_ask(self):
        listed = self.client.deployment_shape_versions.list(
            "-",
            account_id="-",
            filter=f'snapshot.base_model="{MODEL}" AND latest_validated=true',
            order_by="create_time desc",
            page_size=2,
        )
        self.assertEqual(len([one for one in listed if one.snapshot.base_model == MODEL]), 3)

    def test_match_answers_what_a_deployment_can_be_made_of(self):
        match = self.client.deployment_shape_versions.match_for_model(MODEL)
        self.assertEqual(match.total_size, 3)
        shapes = [version.snapshot.name for version in match.deployment_shape_versions]
        for number, shape in enumerate(shapes):
            self.client.deployments.create(base_model=MODEL, deployment_shape=shape, deployment_id=f"d{number}")
        with_addons = self.client.deployment_shape_versions.match_for_model(MODEL, enable_addons=True)
        self.assertEqual([version.snapshot.name for version in with_addons.deployment_shape_versions], [MINIMAL])

    def test_match_resolves_an_addon_to_its_base_model(self):
        match = self.client.deployment_shape_versions.match_for_model(addon(self.client, "lora"))
        self.assertEqual({version.snapshot.base_model for version in match.deployment_shape_versions}, {MODEL})

    def test_match_with_the_whole_request(self):
        request = {"parent": ACCOUNT, "deployment": {"base_model": MODEL}}
        match = self.client.deployment_shape_versions.match(create_deployment_request=request)
        self.assertEqual(len(match.deployment_shape_versions), 3)

    def test_match_without_a_shape_and_without_a_model(self):
        name = f"{ACCOUNT}/models/own"
        control("PUT", "objects", {"name": name, "kind": "HF_BASE_MODEL", "state": "READY"})
        control("PATCH", "settings", {"shapeMatch": "exact"})
        match = self.client.deployment_shape_versions.match_for_model(name)
        self.assertEqual(match.deployment_shape_versions or [], [])
        with self.refused(NotFoundError, "models/nothing"):
            self.client.deployment_shape_versions.match_for_model("accounts/fireworks/models/nothing")
        with self.refused(BadRequestError, "baseModel"):
            self.client.deployment_shape_versions.match(create_deployment_request={"parent": ACCOUNT, "deployment": {}})
