from datetime import datetime, timedelta, timezone

from fireworks import AuthenticationError, BadRequestError, ConflictError, NotFoundError

from support import ACCOUNT, Client, GatewayTest, advance, control, journal, last


class Users(GatewayTest):
    def test_create_get_update(self):
        made = self.client.users.create(role="user", email="Jane.Doe@example.com", display_name="Jane")
        self.assertEqual((made.name, made.state, made.role), (f"{ACCOUNT}/users/jane-doe", "CREATING", "user"))
        advance("2s")
        self.assertEqual(self.client.users.get("jane-doe").state, "READY")
        changed = self.client.users.update("jane-doe", role="admin", display_name="Jane D.")
        self.assertEqual((changed.role, changed.display_name, changed.email), ("admin", "Jane D.", "Jane.Doe@example.com"))
        self.assertEqual(self.lenient.users.get("jane-doe", read_mask="role").to_dict(), {"role": "admin"})

    def test_a_service_account_gets_an_address(self):
        made = self.client.users.create(role="contributor", user_id="ci", service_account=True)
        self.assertEqual((made.email, made.service_account), ("ci@emulator.sa.fireworks.ai", True))

    def test_list_through_pages(self):
        for number in range(5):
            self.client.users.create(role="user", user_id=f"user-{number}", email=f"u{number}@example.com")
        found = [last(user.name) for user in self.client.users.list(page_size=2, order_by="name")]
        self.assertEqual(found, ["emulator", "user-0", "user-1", "user-2", "user-3", "user-4"])
        self.assertEqual(len(journal("ListUsers")), 3)
        self.assertEqual([last(user.name) for user in self.client.users.list(filter='email="u3@example.com"')], ["user-3"])

    def test_errors(self):
        with self.refused(BadRequestError, "invalid role"):
            self.client.users.create(role="boss", user_id="x", email="x@example.com")
        self.client.users.create(role="user", user_id="x", email="x@example.com")
        with self.refused(ConflictError, "already exists"):
            self.client.users.create(role="user", user_id="x", email="y@example.com")
        with self.refused(BadRequestError, "immutable"):
            self.client.users.update("x", role="user", email="y@example.com")
        with self.refused(NotFoundError, "users/nobody"):
            self.client.users.get("nobody")


class ApiKeys(GatewayTest):
    def test_create_use_list_delete(self):
        made = self.client.api_keys.create("emulator", api_key={"display_name": "ci"})
        self.assertRegex(made.key, "^fw_")
        [listed] = self.client.api_keys.list("emulator")
        self.assertEqual((listed.key_id, listed.display_name, listed.key or None), (made.key_id, "ci", None))
        self.assertEqual(Client(api_key=made.key).accounts.get().name, ACCOUNT)
        self.client.api_keys.delete("emulator", key_id=made.key_id)
        with self.refused(AuthenticationError, "UNAUTHORIZED"):
            Client(api_key=made.key).accounts.get()
        with self.refused(NotFoundError, made.key_id):
            self.client.api_keys.delete("emulator", key_id=made.key_id)

    def test_a_key_expires(self):
        now = datetime.fromisoformat(control("GET", "clock")["now"]).astimezone(timezone.utc)
        made = self.client.api_keys.create("emulator", api_key={"expire_time": now + timedelta(minutes=1)})
        holder = Client(api_key=made.key)
        holder.accounts.get()
        advance("1m")
        with self.refused(AuthenticationError, "UNAUTHORIZED"):
            holder.accounts.get()

    def test_list_through_pages(self):
        made = {self.client.api_keys.create("emulator", api_key={"display_name": f"k{n}"}).key_id for n in range(5)}
        self.assertEqual({key.key_id for key in self.client.api_keys.list("emulator", page_size=2)}, made)
        self.assertEqual(len(journal("ListApiKeys")), 3)

    def test_nobody_has_no_keys_to_be_made(self):
        with self.refused(NotFoundError, "users/nobody"):
            self.client.api_keys.create("nobody", api_key={})
