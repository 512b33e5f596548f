from fireworks import BadRequestError, ConflictError, InternalServerError, NotFoundError

from support import ACCOUNT, GatewayTest, control, journal, last


class Secrets(GatewayTest):
    def test_create_get_update_delete_and_the_value_is_never_returned(self):
        name = f"{ACCOUNT}/secrets/openai"
        made = self.client.secrets.create(name=name, key_name="OPENAI", value="one")
        self.assertEqual((made.name, made.key_name, made.value or None), (name, "OPENAI", None))
        self.assertEqual(self.client.secrets.get("openai").value or None, None)
        changed = self.client.secrets.update("openai", key_name="OPENAI", value="two")
        self.assertEqual((changed.name, changed.value or None), (name, None))
        self.assertEqual(control("GET", f"object?name={name}")["value"], "two")
        self.client.secrets.delete("openai")
        self.assertEqual(list(self.client.secrets.list()), [])

    def test_the_name_may_be_the_bare_id(self):
        self.assertEqual(self.client.secrets.create(name="a-b", key_name="A_B", value="v").name, f"{ACCOUNT}/secrets/a-b")
        self.assertEqual(self.lenient.secrets.get("a-b", read_mask="key_name").to_dict(), {"keyName": "A_B"})

    def test_list_through_pages_of_the_default_size(self):
        for number in range(60):
            self.client.secrets.create(name=f"s{number}", key_name=f"S{number}", value="v")
        self.assertEqual({last(secret.name) for secret in self.client.secrets.list()}, {f"s{n}" for n in range(60)})
        self.assertEqual(len(journal("ListSecrets")), 2)

    def test_a_missing_one_answers_500_or_by_setting_404(self):
        for call in (self.client.secrets.get, self.client.secrets.delete):
            control("PATCH", "settings", {"missingSecret": 500})
            with self.refused(InternalServerError, "Internal error"):
                call("nothing")
            control("PATCH", "settings", {"missingSecret": 404})
            with self.refused(NotFoundError, "secrets/nothing"):
                call("nothing")

    def test_errors(self):
        with self.refused(BadRequestError, "key_name"):
            self.client.secrets.create(name="a", key_name="lower", value="v")
        self.client.secrets.create(name="a", key_name="A", value="v")
        with self.refused(ConflictError, "already exists"):
            self.client.secrets.create(name="a", key_name="A", value="v")
        with self.refused(BadRequestError, "immutable"):
            self.client.secrets.update("a", key_name="B", value="v")
