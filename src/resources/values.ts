import * as z from "zod";

/**
 * Values of the specification file (4.259.0) and, for regions, of the official SDK 1.2.28. The service has new ones every
 * month: they are offered for completion and never refuse another.
 */
export const suggested = (values: readonly string[]) =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, `must be one of the API's values, such as ${values[0]}`)
    .meta({ suggestions: values });

export const ACCELERATOR_TYPE = [
  "NVIDIA_A100_80GB",
  "NVIDIA_H100_80GB",
  "AMD_MI300X_192GB",
  "NVIDIA_A10G_24GB",
  "NVIDIA_A100_40GB",
  "NVIDIA_L4_24GB",
  "NVIDIA_H200_141GB",
  "NVIDIA_B200_180GB",
  "AMD_MI325X_256GB",
  "AMD_MI350X_288GB",
  "NVIDIA_B300_288GB",
] as const;
export const PRECISION = [
  "FP16",
  "FP8",
  "FP8_MM",
  "FP8_AR",
  "FP8_MM_KV_ATTN",
  "FP8_KV",
  "FP8_MM_V2",
  "FP8_V2",
  "FP8_MM_KV_ATTN_V2",
  "NF4",
  "FP4",
  "BF16",
  "FP4_BLOCKSCALED_MM",
  "FP4_MX_MOE",
] as const;
export const REGION = [
  "US_IOWA_1",
  "US_VIRGINIA_1",
  "US_VIRGINIA_2",
  "US_ILLINOIS_1",
  "AP_TOKYO_1",
  "US_ARIZONA_1",
  "US_TEXAS_1",
  "US_ILLINOIS_2",
  "EU_FRANKFURT_1",
  "US_TEXAS_2",
  "EU_ICELAND_1",
  "EU_ICELAND_2",
  "US_WASHINGTON_1",
  "US_WASHINGTON_2",
  "US_WASHINGTON_3",
  "AP_TOKYO_2",
  "US_CALIFORNIA_1",
  "US_UTAH_1",
  "US_GEORGIA_1",
  "US_GEORGIA_2",
  "US_WASHINGTON_4",
  "US_GEORGIA_3",
  "NA_BRITISHCOLUMBIA_1",
  "US_GEORGIA_4",
  "US_OHIO_1",
  "US_NEWYORK_1",
  "EU_NETHERLANDS_1",
  "US_WASHINGTON_5",
  "US_MINNESOTA_1",
  "US_CALIFORNIA_2",
  "AP_MALAYSIA_1",
  "US_OHIO_2",
  "EU_LONDON_1",
  "EU_PARIS_1",
  "EU_HELSINKI_1",
  "US_NEVADA_1",
  "EU_ICELAND_DEV_1",
  "US_ARIZONA_2",
  "US_ARIZONA_3",
  "US_MISSOURI_1",
  "US_TEXAS_3",
  "EU_ICELAND_3",
] as const;
export const MULTI_REGION = ["GLOBAL", "US", "EUROPE", "APAC"] as const;
export const DIRECT_ROUTE_TYPE = ["INTERNET", "GCP_PRIVATE_SERVICE_CONNECT", "AWS_PRIVATELINK"] as const;
export const HOT_LOAD_BUCKET_TYPE = ["MINIO", "S3", "NEBIUS", "FW_HOSTED"] as const;
export const PRESET_TYPE = [
  "MINIMAL",
  "FAST",
  "THROUGHPUT",
  "FULL_PRECISION",
  "AGENTIC_CODING",
  "CHAT",
  "SUMMARIZATION",
] as const;
export const MODEL_KIND = [
  "HF_BASE_MODEL",
  "HF_PEFT_ADDON",
  "HF_TEFT_ADDON",
  "FLUMINA_BASE_MODEL",
  "FLUMINA_ADDON",
  "DRAFT_ADDON",
  "FIRE_AGENT",
  "LIVE_MERGE",
  "CUSTOM_MODEL",
  "EMBEDDING_MODEL",
  "SNAPSHOT_MODEL",
] as const;
export const CHECKPOINT_FORMAT = ["NATIVE", "HUGGINGFACE", "UNINITIALIZED"] as const;
export const SNAPSHOT_TYPE = ["FULL_SNAPSHOT", "INCREMENTAL_SNAPSHOT"] as const;
export const DATASET_FORMAT = ["CHAT", "COMPLETION", "RL"] as const;
