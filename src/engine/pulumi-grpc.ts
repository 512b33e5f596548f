import { createRequire } from "node:module";

/** The gRPC library that @pulumi/pulumi itself uses: two copies of it do not know each other's messages. */
const fromPulumi = createRequire(require.resolve("@pulumi/pulumi"));

export const grpc = () => fromPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");

/** The engine is on this machine: the way out of a company's network (`https_proxy`) does not lead to it. */
export const DIRECT = { "grpc.enable_http_proxy": 0 };

export const struct = () =>
  fromPulumi(
    "google-protobuf/google/protobuf/struct_pb.js",
  ) as typeof import("google-protobuf/google/protobuf/struct_pb");
