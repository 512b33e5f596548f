from fireworks import BadRequestError, ConflictError, NotFoundError
from fireworks.training.sdk import FireworksClient

from datasets_test import put, storage
from support import ACCOUNT, MODEL, URL, GatewayTest, advance, control, journal, last

FILES = {"config.json": b'{"model_type": "llama"}', "model.safetensors": b"weights", "tokenizer.json": b"{}"}
ADDON = {"adapter_config.json": b"{}", "adapter_model.safetensors": b"weights"}


def upload(client, model_id, files):
    sizes = {name: len(content) for name, content in files.items()}
    answer = client.models.get_upload_endpoint(model_id, filename_to_size=sizes, enable_resumable_upload=False)
    for name, url in answer.filename_to_signed_urls.items():
        put(url, files[name]).raise_for_status()


def addon(client, model_id):
    """A LoRA addon that is READY."""
    details = {"base_model": MODEL, "r": 8, "target_modules": ["q_proj"]}
    client.models.create(model_id=model_id, model={"kind": "HF_PEFT_ADDON", "peft_details": details})
    upload(client, model_id, ADDON)
    client.models.validate_upload(model_id)
    return f"{ACCOUNT}/models/{model_id}"


class Models(GatewayTest):
    def create(self, model_id="m", **model):
        details = {"checkpoint_format": "HUGGINGFACE", "world_size": 1, "huggingface_files": list(FILES)}
        whole = {"kind": "HF_BASE_MODEL", "base_model_details": details, **model}
        return self.client.models.create(model_id=model_id, model=whole)

    def test_create_upload_validate_download_delete(self):
        made = self.create(display_name="Weights")
        self.assertEqual((made.name, made.state, made.kind), (f"{ACCOUNT}/models/m", "UPLOADING", "HF_BASE_MODEL"))
        upload(self.client, "m", FILES)
        self.client.models.validate_upload("m", skip_hf_config_validation=False, trust_remote_code=False)
        self.assertEqual(self.client.models.get("m").state, "READY")
        urls = self.client.models.get_download_endpoint("m").filename_to_signed_urls
        self.assertEqual({name: storage.get(url).content for name, url in urls.items()}, FILES)
        self.client.models.delete("m")
        with self.refused(NotFoundError, "models/m"):
            self.client.models.get("m")

    def test_validation_waits_for_the_files(self):
        self.create()
        sizes = {name: len(content) for name, content in FILES.items()}
        urls = self.client.models.get_upload_endpoint("m", filename_to_size=sizes).filename_to_signed_urls
        with self.refused(BadRequestError, "not been uploaded"):
            self.client.models.validate_upload("m")
        self.assertEqual(self.client.models.get("m").state, "UPLOADING")
        self.assertEqual(put(urls["config.json"], b"too long for what was announced").status_code, 400)

    def test_an_addon(self):
        addon(self.client, "lora")
        found = self.client.models.get("lora")
        self.assertEqual((found.state, found.peft_details.base_model, found.peft_details.r), ("READY", MODEL, 8))

    def test_update(self):
        self.create()
        changed = self.client.models.update("m", display_name="New", public=True, supports_tools=True)
        self.assertEqual((changed.display_name, changed.public, changed.supports_tools), ("New", True, True))
        with self.refused(BadRequestError, "immutable"):
            self.client.models.update("m", kind="HF_PEFT_ADDON")

    def test_prepare(self):
        self.create()
        upload(self.client, "m", FILES)
        self.client.models.validate_upload("m")
        self.client.models.prepare("m", precision="FP8")
        advance("1m")
        self.assertEqual(self.client.models.get("m").supported_precisions, ["FP8"])

    def test_list_through_pages_and_the_catalogue(self):
        for number in range(5):
            self.create(f"m{number}")
        found = [last(model.name) for model in self.client.models.list(page_size=2, order_by="name")]
        self.assertEqual(found, ["m0", "m1", "m2", "m3", "m4"])
        self.assertEqual(len(journal("ListModels")), 3)
        self.assertEqual([last(one.name) for one in self.client.models.list(filter='name:"m3"', read_mask="name")], ["m3"])
        self.assertIn(MODEL, [model.name for model in self.client.models.list(account_id="fireworks", page_size=1)])
        self.assertTrue(self.client.models.get(last(MODEL), account_id="fireworks").base_model_details.parameter_count)

    def test_the_training_client_wants_false_to_be_said(self):
        control("PATCH", "settings", {"zeroValues": "emit"})
        with FireworksClient(api_key="fw_emulator_key", base_url=URL) as client:
            self.assertIs(client.model_is_moe(MODEL), False)

    def test_errors(self):
        self.create()
        with self.refused(ConflictError, "already exists"):
            self.create()
        with self.refused(BadRequestError, "between 4 and 64"):
            self.create("lora", peft_details={"base_model": MODEL, "r": 1, "target_modules": []})
        with self.refused(NotFoundError, "models/nothing"):
            self.client.models.delete("nothing")
