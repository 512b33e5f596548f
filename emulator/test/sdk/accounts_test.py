from fireworks import AuthenticationError, Fireworks, NotFoundError
from fireworks.training.sdk import FireworksClient

from support import ACCOUNT, URL, Client, GatewayTest


class Accounts(GatewayTest):
    def test_the_key_of_the_environment_opens_its_account(self):
        self.assertEqual([account.name for account in self.client.accounts.list()], [ACCOUNT])
        account = self.client.accounts.get()
        self.assertEqual((account.name, account.state), (ACCOUNT, "READY"))
        self.assertEqual(self.lenient.accounts.get(read_mask="name").to_dict(), {"name": ACCOUNT})

    def test_a_key_of_two_accounts_lists_both_through_pages(self):
        client = Client(api_key="fw_two_accounts")
        page = client.accounts.list(page_size=1, order_by="name")
        self.assertEqual(page.accounts[0].name, "accounts/one")
        self.assertEqual([account.name for account in page], ["accounts/one", "accounts/two"])
        self.assertEqual([account.name for account in client.accounts.list(filter='name="accounts/two"')], ["accounts/two"])

    def test_another_account_is_not_found(self):
        with self.refused(NotFoundError, "accounts/one"):
            self.client.accounts.get(account_id="one")

    def test_a_wrong_key_is_refused_in_the_edges_own_format(self):
        with self.refused(AuthenticationError, "UNAUTHORIZED"):
            Client(api_key="fw_wrong").accounts.get()

    def test_the_key_may_come_as_x_api_key(self):
        headers = {"Authorization": "", "X-Api-Key": "fw_emulator_key"}
        self.assertEqual(Fireworks(api_key="none", default_headers=headers).accounts.get().name, ACCOUNT)

    def test_the_training_client_finds_its_account_by_the_key(self):
        with FireworksClient(api_key="fw_emulator_key", base_url=URL) as client:
            self.assertEqual(client.account_id, "emulator")
        with FireworksClient(api_key="fw_two_accounts", base_url=URL) as client:
            with self.assertRaisesRegex(ValueError, "multiple accounts"):
                client.account_id
