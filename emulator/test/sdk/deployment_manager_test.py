import httpx
from fireworks.training.sdk import DeploymentConfig, DeploymentManager

from support import ACCOUNT, FAST, MODEL, URL, GatewayTest, advance, control, journal


class Manager(GatewayTest):
    """The deployment manager of the training SDK. It sleeps for real, so that time has to run, and fast."""

    def setUp(self):
        super().setUp()
        control("POST", "clock", {"speed": 1000})
        self.manager = DeploymentManager(api_key="fw_emulator_key", base_url=URL)
        self.addCleanup(self.manager.close)

    def config(self, **fields):
        return DeploymentConfig(**{"deployment_id": "d", "base_model": MODEL, "deployment_shape": FAST, **fields})

    def ready(self, **fields):
        self.manager.create_or_get(self.config(**fields))
        return self.manager.wait_for_ready("d", poll_interval_s=0.05)

    def test_create_or_get_makes_one_and_finds_it_again(self):
        made = self.manager.create_or_get(self.config(annotations={"team": "a"}, disable_speculative_decoding=True))
        self.assertEqual((made.name, made.state, made.base_model), (f"{ACCOUNT}/deployments/d", "CREATING", MODEL))
        self.assertRegex(made.deployment_shape_version, f"^{FAST}/versions/")
        self.assertEqual(self.manager.create_or_get(self.config()).name, made.name)
        [request] = journal("CreateDeployment")
        self.assertEqual(request["query"], {"deploymentId": "d", "disableSpeculativeDecoding": "true"})
        self.assertEqual(control("GET", f"object?name={made.name}")["annotations"]["team"], "a")

    def test_the_fields_of_hot_loading_and_training_are_kept(self):
        job = f"{ACCOUNT}/rlorTrainerJobs/job"
        fields = {"hot_load_trainer_job": job, "hot_load_transition_type": "SYNC", "region": "US_VIRGINIA_1"}
        self.manager.create_or_get(self.config(for_training=True, preemptible=True, **fields))
        found = self.manager.get("d")
        self.assertEqual((found.hot_load_trainer_job, found.hot_load_transition_type), (job, "SYNC"))
        stored = control("GET", f"object?name={ACCOUNT}/deployments/d")
        kept = [stored[field] for field in ("enableHotLoad", "hotLoadBucketType", "forTraining", "preemptible", "region")]
        self.assertEqual(kept, [True, "FW_HOSTED", True, True, "US_VIRGINIA_1"])

    def test_without_a_shape(self):
        config = self.config(deployment_shape=None, accept_shapeless_risk=True, accelerator_type="NVIDIA_H100_80GB")
        self.manager.create_or_get(config)
        stored = control("GET", f"object?name={ACCOUNT}/deployments/d")
        self.assertEqual(stored["acceleratorType"], "NVIDIA_H100_80GB")

    def test_create_or_get_reports_a_refusal(self):
        with self.assertRaises(httpx.HTTPStatusError) as caught:
            self.manager.create_or_get(self.config(deployment_shape=None))
        self.assertIn("deployment_shape is required", caught.exception.response.text)

    def test_wait_for_ready(self):
        self.assertEqual(self.ready(min_replica_count=1).state, "READY")
        self.assertIsNotNone(self.manager.boot_time_s)

    def test_wait_for_ready_asks_a_deployment_that_is_creating_and_goes_on(self):
        control("POST", "clock", {"speed": 0})
        self.manager.create_or_get(self.config())
        with self.assertRaises(TimeoutError):
            self.manager.wait_for_ready("d", timeout_s=2, poll_interval_s=0.05)
        probes = [entry["status"] for entry in journal() if entry["path"] == "/inference/v1/completions"]
        self.assertGreater(len(probes), 1)
        self.assertEqual(set(probes), {404})

    def test_wait_for_ready_takes_one_that_serves_as_ready(self):
        self.ready(min_replica_count=1)
        control("PUT", "objects", {"name": f"{ACCOUNT}/deployments/d", "state": "CREATING"})
        self.assertEqual(self.manager.wait_for_ready("d", timeout_s=5, poll_interval_s=0.05).state, "READY")

    def test_wait_for_ready_reports_a_failure(self):
        control("PATCH", "settings", {"outcome": [{"match": "^d$", "outcome": "FAILED"}]})
        with self.assertRaisesRegex(RuntimeError, "FAILED"):
            self.ready()

    def test_a_failed_deployment_is_made_anew(self):
        control("PATCH", "settings", {"outcome": [{"match": "^d$", "outcome": "FAILED"}]})
        self.manager.create_or_get(self.config())
        advance("2m")
        self.assertEqual(self.manager.get("d").state, "FAILED")
        control("PATCH", "settings", {"outcome": [], "timing": {"deploymentDeleteSeconds": 0}})
        self.assertEqual(self.manager.create_or_get(self.config()).state, "CREATING")
        self.assertEqual(self.manager.wait_for_ready("d", poll_interval_s=0.05).state, "READY")

    def test_a_deleted_deployment_is_made_anew_with_the_same_id(self):
        self.ready()
        # Its question whether the deployment serves has counted as traffic.
        self.client.deployments.delete("d", ignore_checks=True)
        advance("10s")
        self.assertEqual(self.manager.get("d").state, "DELETED")
        control("PATCH", "settings", {"timing": {"deploymentDeleteSeconds": 0}})
        self.assertEqual(self.manager.create_or_get(self.config()).state, "CREATING")

    def test_force_recreate_waits_for_the_deletion(self):
        self.ready()
        old = control("GET", f"object?name={ACCOUNT}/deployments/d")
        # Ten seconds of deletion, of which the manager's two real ones are more than enough.
        self.assertEqual(self.manager.create_or_get(self.config(), force_recreate=True).state, "CREATING")
        [deletion] = journal("DeleteDeployment")
        self.assertEqual(deletion["query"], {"ignoreChecks": "true", "hard": "true"})
        self.assertNotEqual(control("GET", f"object?name={ACCOUNT}/deployments/d")["createTime"], old["createTime"])

    def test_update_with_a_mask_changes_what_it_names_alone(self):
        self.ready(description="old")
        body = {"minReplicaCount": 1, "maxReplicaCount": 4, "description": "new"}
        changed = self.manager.update("d", body, ["min_replica_count", "max_replica_count"])
        self.assertEqual(changed.state, "UPDATING")
        stored = control("GET", f"object?name={ACCOUNT}/deployments/d")
        self.assertEqual([stored["minReplicaCount"], stored["maxReplicaCount"], stored["description"]], [1, 4, "old"])
        self.manager.wait_for_ready("d", poll_interval_s=0.05)
        self.manager.update("d", {}, "description")
        self.assertNotIn("description", control("GET", f"object?name={ACCOUNT}/deployments/d"))

    def test_a_refused_update_is_raised(self):
        self.ready()
        with self.assertRaises(httpx.HTTPStatusError) as caught:
            self.manager.update("d", {"state": "FAILED"}, "state")
        self.assertIn("output only", caught.exception.response.text)

    def test_scale_to_zero_frees_the_accelerators(self):
        self.ready(min_replica_count=1, max_replica_count=2)
        self.manager.scale_to_zero("d")
        self.manager.wait_for_ready("d", poll_interval_s=0.05)
        stored = control("GET", f"object?name={ACCOUNT}/deployments/d")
        self.assertEqual([stored["minReplicaCount"], stored["maxReplicaCount"], stored["replicaCount"]], [0, 0, 0])
        self.assertEqual(self.client.deployments.get("d").replica_count or 0, 0)

    def test_a_trainer_is_attached_in_place(self):
        self.ready()
        info = self.manager.reattach_trainer(
            "d",
            base_model=MODEL,
            trainer_job_name=f"{ACCOUNT}/rlorTrainerJobs/next",
            hot_load_transition_type="SYNC",
            timeout_s=10,
            poll_interval_s=0.05,
        )
        self.assertEqual((info.state, info.hot_load_trainer_job), ("READY", f"{ACCOUNT}/rlorTrainerJobs/next"))

    def test_delete_is_a_hard_one_and_forgives_what_is_gone(self):
        self.ready()
        self.manager.delete("d")
        advance("10s")
        self.assertIsNone(self.manager.get("d"))
        self.manager.delete("d")

    def test_warmup_waits_until_it_serves(self):
        self.ready(min_replica_count=1)
        self.assertTrue(self.manager.warmup(f"{ACCOUNT}/deployments/d", max_retries=1))
