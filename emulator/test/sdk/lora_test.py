from fireworks import BadRequestError, ConflictError, NotFoundError

from models_test import addon
from support import ACCOUNT, MINIMAL, MODEL, GatewayTest, advance, journal, last


class Lora(GatewayTest):
    def setUp(self):
        super().setUp()
        self.client.deployments.create(
            base_model=MODEL, deployment_id="d", deployment_shape=MINIMAL, enable_addons=True, disable_auto_deploy=True
        )
        advance("2m")
        self.deployment = f"{ACCOUNT}/deployments/d"

    def test_load_get_update_unload(self):
        model = addon(self.client, "lora")
        loaded = self.client.lora.load(model=model, deployment=self.deployment, display_name="Support")
        self.assertEqual((loaded.state, loaded.model, loaded.deployment), ("DEPLOYING", model, self.deployment))
        advance("20s")
        self.assertEqual(self.client.lora.get(last(loaded.name)).state, "DEPLOYED")
        self.assertEqual([one.name for one in self.client.models.get("lora").deployed_model_refs], [loaded.name])
        changed = self.client.lora.update(last(loaded.name), description="for support", public=True)
        self.assertEqual((changed.description, changed.public, changed.display_name), ("for support", True, "Support"))
        self.client.lora.unload(last(loaded.name))
        self.assertEqual(self.client.lora.get(last(loaded.name)).state, "UNDEPLOYING")
        advance("5s")
        with self.refused(NotFoundError, loaded.name):
            self.client.lora.get(last(loaded.name))

    def test_list_through_pages(self):
        models = [addon(self.client, f"lora-{number}") for number in range(5)]
        for model in models:
            self.client.lora.load(model=model, deployment=self.deployment)
        self.assertEqual({one.model for one in self.client.lora.list(page_size=2)}, set(models))
        self.assertEqual(len(journal("ListDeployedModels")), 3)
        wanted = f'model="{models[3]}" AND deployment="{self.deployment}"'
        self.assertEqual([one.model for one in self.client.lora.list(filter=wanted, read_mask="model")], [models[3]])

    def test_errors(self):
        model = addon(self.client, "lora")
        loaded = self.client.lora.load(model=model, deployment=self.deployment)
        with self.refused(ConflictError, "already exists"):
            self.client.lora.load(model=model, deployment=self.deployment)
        with self.refused(BadRequestError, "immutable"):
            self.client.lora.update(last(loaded.name), model=MODEL)
        with self.refused(BadRequestError, "active deployments"):
            self.client.models.delete("lora")
        with self.refused(NotFoundError, "deployments/nothing"):
            self.client.lora.load(model=model, deployment=f"{ACCOUNT}/deployments/nothing")

    def test_a_merged_addon_is_replaced_when_told_to(self):
        control_body = dict(base_model=MODEL, deployment_id="hot", deployment_shape=MINIMAL, disable_auto_deploy=True)
        self.client.deployments.create(**control_body, enable_hot_reload_latest_addon=True)
        hot = f"{ACCOUNT}/deployments/hot"
        one, two = addon(self.client, "one"), addon(self.client, "two")
        self.client.lora.load(model=one, deployment=hot)
        with self.refused(BadRequestError, "replace_merged_addon"):
            self.client.lora.load(model=two, deployment=hot)
        self.client.lora.load(model=two, deployment=hot, replace_merged_addon=True)
        self.assertEqual([loaded.model for loaded in self.client.lora.list()], [two])
