from fireworks import BadRequestError, ConflictError, Fireworks, InternalServerError, NotFoundError, RateLimitError

from support import ACCOUNT, FAST, MODEL, URL, GatewayTest, advance, control, journal, last


class Deployments(GatewayTest):
    def create(self, deployment_id="d", **fields):
        shape = {"base_model": MODEL, "deployment_shape": FAST}
        return self.client.deployments.create(deployment_id=deployment_id, **{**shape, **fields})

    def ready(self, deployment_id="d", **fields):
        self.create(deployment_id, **fields)
        advance("2m")

    def test_create_until_ready(self):
        made = self.create(
            display_name="Chat",
            max_replica_count=2,
            autoscaling_policy={"scale_up_window": "60s", "load_targets": {"default": 0.5}},
        )
        self.assertEqual((made.name, made.state, made.display_name), (f"{ACCOUNT}/deployments/d", "CREATING", "Chat"))
        self.assertRegex(made.deployment_shape, f"^{FAST}/versions/")
        self.assertEqual((made.accelerator_type, made.precision), ("NVIDIA_H200_141GB", "FP8"))
        policy = made.autoscaling_policy
        self.assertEqual((policy.scale_up_window, policy.scale_to_zero_window), ("60s", "3600s"))
        self.assertEqual(policy.load_targets, {"default": 0.5})
        advance("2m")
        found = self.client.deployments.get("d")
        self.assertEqual((found.state, found.replica_stats.ready_replica_count), ("READY", 1))
        self.assertEqual(self.lenient.deployments.get("d", read_mask="state").to_dict(), {"state": "READY"})

    def test_validate_only_makes_nothing(self):
        self.assertEqual(self.create(validate_only=True).name, f"{ACCOUNT}/deployments/d")
        with self.refused(NotFoundError, "deployments/d"):
            self.client.deployments.get("d")

    def test_without_a_shape(self):
        with self.refused(BadRequestError, "deployment_shape is required"):
            self.create(deployment_shape="", accelerator_type="NVIDIA_H100_80GB")
        made = self.client.deployments.create(
            base_model=MODEL, accelerator_type="NVIDIA_H100_80GB", accelerator_count=2, accept_shapeless_risk=True
        )
        self.assertEqual((made.accelerator_type, made.accelerator_count), ("NVIDIA_H100_80GB", 2))

    def test_update_goes_through_updating(self):
        self.ready(max_replica_count=1, description="old")
        changed = self.client.deployments.update("d", base_model=MODEL, min_replica_count=1, max_replica_count=3)
        self.assertEqual((changed.state, changed.max_replica_count, changed.description), ("UPDATING", 3, "old"))
        advance("30s")
        self.assertEqual(self.client.deployments.get("d").state, "READY")

    def test_update_while_creating_is_refused(self):
        self.create()
        with self.refused(BadRequestError, "CREATING"):
            self.client.deployments.update("d", base_model=MODEL, max_replica_count=2)

    def test_scale(self):
        self.ready(max_replica_count=2)
        self.client.deployments.scale("d", replica_count=2)
        self.assertEqual(self.client.deployments.get("d").replica_count, 2)
        self.client.deployments.scale("d", replica_count=0)
        self.assertEqual(self.client.deployments.get("d").replica_count or 0, 0)

    def test_soft_deletion_and_undelete(self):
        self.ready()
        self.client.deployments.delete("d")
        self.assertEqual(self.client.deployments.get("d").state, "DELETING")
        advance("10s")
        self.assertEqual(self.client.deployments.get("d").state, "DELETED")
        self.assertEqual(list(self.client.deployments.list()), [])
        self.assertEqual([one.state for one in self.client.deployments.list(show_deleted=True)], ["DELETED"])
        with self.refused(ConflictError, "already exists"):
            self.create()
        self.client.deployments.undelete("d", body={})
        advance("2m")
        self.assertEqual(self.client.deployments.get("d").state, "READY")

    def test_hard_deletion_frees_the_id(self):
        self.ready()
        self.client.deployments.delete("d", hard=True, ignore_checks=True)
        advance("10s")
        with self.refused(NotFoundError, "deployments/d"):
            self.client.deployments.get("d")
        self.assertEqual(self.create().state, "CREATING")

    def test_deletion_is_refused_after_traffic(self):
        self.ready(min_replica_count=1)
        # The SDK asks for inference under the base URL, which the service has at /inference.
        inference = Fireworks(base_url=f"{URL}/inference", max_retries=0)
        messages = [{"role": "user", "content": "hello"}]
        answer = inference.chat.completions.create(model=f"{ACCOUNT}/deployments/d", messages=messages)
        self.assertIn("fireworks-emulator", answer.choices[0].message.content)
        with self.refused(BadRequestError, "ignore_checks"):
            self.client.deployments.delete("d")
        self.client.deployments.delete("d", ignore_checks=True)

    def test_a_deployment_at_zero_replicas_wakes_up(self):
        self.ready(min_replica_count=0)
        advance("2h")
        self.assertEqual(self.client.deployments.get("d").replica_count or 0, 0)
        inference = Fireworks(base_url=f"{URL}/inference", max_retries=0)
        with self.refused(InternalServerError, "DEPLOYMENT_SCALING_UP"):
            inference.completions.create(model=f"{ACCOUNT}/deployments/d", prompt="hello")
        advance("30s")
        self.assertTrue(inference.completions.create(model=f"{ACCOUNT}/deployments/d", prompt="hello").choices)

    def test_list_through_pages(self):
        for number in range(5):
            self.create(f"d{number}", display_name="odd" if number % 2 else "even")
        found = [last(one.name) for one in self.client.deployments.list(page_size=2, order_by="name")]
        self.assertEqual(found, ["d0", "d1", "d2", "d3", "d4"])
        self.assertEqual(len(journal("ListDeployments")), 3)
        odd = self.lenient.deployments.list(filter='display_name="odd" AND state="CREATING"', read_mask="name")
        self.assertEqual({last(one.name) for one in odd}, {"d1", "d3"})

    def test_no_capacity_shows_in_the_status_alone(self):
        control("PATCH", "settings", {"outcome": [{"match": "^d$", "outcome": "RESOURCE_EXHAUSTED"}]})
        self.ready()
        found = self.client.deployments.get("d")
        self.assertEqual((found.state, found.status.code), ("CREATING", "RESOURCE_EXHAUSTED"))

    def test_errors(self):
        self.create()
        with self.refused(ConflictError, "already exists"):
            self.create()
        with self.refused(BadRequestError, "deployment_id"):
            self.create("No!")
        with self.refused(NotFoundError, "models/nothing"):
            self.create("e", base_model="accounts/fireworks/models/nothing")
        with self.refused(RateLimitError, "quota"):
            self.create("e", max_replica_count=17)
        with self.refused(BadRequestError, "is not deleted"):
            self.client.deployments.undelete("d", body={})
