from fireworks import (
    APIConnectionError,
    APITimeoutError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
)

from support import ACCOUNT, Client, GatewayTest, fault, journal

# What the SDK waits between its attempts, unless the answer says.
AT_ONCE = {"retry-after-ms": "1"}


class Errors(GatewayTest):
    def test_what_the_gateway_says_is_in_the_exception(self):
        with self.assertRaises(NotFoundError) as caught:
            self.client.datasets.get("nothing")
        self.assertEqual(caught.exception.status_code, 404)
        self.assertEqual(set(caught.exception.body), {"code", "message", "details"})
        self.assertEqual(caught.exception.body["code"], 5)

    def test_failed_preconditions_have_their_own_code(self):
        self.client.datasets.create(dataset_id="d", dataset={"user_uploaded": {}})
        with self.assertRaises(BadRequestError) as caught:
            self.client.datasets.validate_upload("d", body={})
        self.assertEqual(caught.exception.body["code"], 9)

    def test_writing_to_a_foreign_account_is_denied(self):
        with self.refused(PermissionDeniedError, "permission denied"):
            self.client.datasets.create(account_id="one", dataset_id="d", dataset={})

    def test_what_is_not_emulated_answers_501_with_its_name(self):
        with self.refused(InternalServerError, "Gateway_ListDpoJobs"):
            list(self.client.dpo_jobs.list())

    def test_unknown_parameters_are_refused(self):
        with self.refused(BadRequestError, "unknown"):
            self.client.datasets.list(extra_query={"pagesize": "2"})
        with self.refused(BadRequestError, "unknown field"):
            self.client.datasets.create(dataset_id="d", dataset={}, extra_body={"datasetID": "e"})


class Retries(GatewayTest):
    def test_a_rate_limit_is_waited_for(self):
        fault("ListDatasets", {"status": 429, "headers": AT_ONCE}, times=2)
        self.assertEqual(list(Client(max_retries=2).datasets.list()), [])
        self.assertEqual([entry["status"] for entry in journal("ListDatasets")], [429, 429, 200])

    def test_a_rate_limit_that_lasts(self):
        fault("ListDatasets", {"status": 429, "headers": AT_ONCE})
        with self.assertRaises(RateLimitError):
            Client(max_retries=2).datasets.list()
        self.assertEqual(len(journal("ListDatasets")), 3)

    def test_a_failure_of_the_server_is_repeated(self):
        fault("GetAccount", {"status": 503, "headers": AT_ONCE}, times=1)
        self.assertEqual(Client(max_retries=1).accounts.get().name, ACCOUNT)

    def test_a_broken_connection_is_repeated(self):
        fault("ListDatasets", {"reset": True}, times=1)
        self.assertEqual(list(Client(max_retries=1).datasets.list()), [])
        self.assertEqual(len(journal("ListDatasets")), 2)

    def test_a_broken_connection_without_retries(self):
        fault("ListDatasets", {"reset": True})
        with self.assertRaises(APIConnectionError):
            self.client.datasets.list()

    def test_an_answer_cut_short_is_a_broken_connection(self):
        fault("GetAccount", {"truncate": True})
        with self.assertRaises(APIConnectionError):
            self.client.accounts.get()

    def test_a_create_that_took_effect_before_the_connection_broke_ends_as_conflict(self):
        fault("CreateDataset", {"reset": True}, when="after", times=1)
        with self.refused(ConflictError, "already exists"):
            client = Client(max_retries=1)
            client.datasets.create(dataset_id="d", dataset={"user_uploaded": {}})
        self.assertEqual(self.client.datasets.get("d").state, "UPLOADING")

    def test_a_slow_answer_is_a_timeout(self):
        fault("GetAccount", {"delay": 500})
        with self.assertRaises(APITimeoutError):
            Client(timeout=0.05).accounts.get()
