/** What the live API has beyond the specification file, and the formats that the file does not say. */

const text = { type: "string" };
const flag = { type: "boolean" };
const texts = { type: "array", items: text };
/** google.protobuf.Struct: any JSON object. */
const struct = { type: "object" };
const duration = { type: "string", format: "google-duration" };

export const newerFields: Record<string, Record<string, unknown>> = {
  gatewayDeployment: {
    preemptible: flag,
    enableMtp: flag,
    forTraining: flag,
    hotLoadTransitionType: text,
    extraArgs: texts,
    extraValues: struct,
  },
  gatewayDeploymentShape: { enableMtp: flag },
  gatewayModel: {
    rendererHuggingFaceRepoId: text,
    supportedPrecisions: { ...texts, readOnly: true },
    supportedPrecisionsWithCalibration: { ...texts, readOnly: true },
  },
  gatewayRouter: { sessionAffinity: { type: "object", properties: {} } },
  gatewayEvaluationJob: { leaderboardIds: texts },
  gatewaySupervisedFineTuningJob: { reservationTarget: text, useReservation: flag },
  gatewayDpoJob: { reservationTarget: text, useReservation: flag },
  gatewayReinforcementFineTuningJob: { reservationTarget: text, useReservation: flag },
  gatewayRlorTrainerJob: { samplerCheckpointSaveIntervalSteps: { type: "integer", format: "int32" } },
  gatewayPolicySettings: {
    defaultPermissions: struct,
    residency: struct,
    zeroDataRetention: struct,
    cmekRequired: flag,
  },
};

export const formats: Record<string, Record<string, unknown>> = {
  gatewayAutoscalingPolicy: { scaleUpWindow: duration, scaleDownWindow: duration, scaleToZeroWindow: duration },
  gatewayScalingSchedule: { duration },
};

export const newerValues: Record<string, string[]> = {
  gatewayRegion: [
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
  ],
};

export const newerParameters: Record<string, Record<string, unknown>> = {
  Gateway_CreateDeployment: { acceptShapelessRisk: flag },
};

const body = (reference: string) => ({ "application/json": { $ref: `#/components/schemas/${reference}` } });
const path = (name: string) => ({ name, in: "path", required: true, schema: text });

export const newerSchemas: Record<string, unknown> = {
  matchDeploymentShapeVersionsBody: {
    type: "object",
    properties: {
      createDeploymentRequest: {
        type: "object",
        properties: { parent: text, deployment: { $ref: "#/components/schemas/gatewayDeployment" } },
      },
      pageSize: { type: "integer", format: "int32" },
      pageToken: text,
    },
    required: ["createDeploymentRequest"],
  },
};

export const newerOperations: Record<string, unknown> = {
  "GET /v1/accounts/{account_id}/operations/{operation_id}": {
    operationId: "Operations_GetOperation",
    parameters: [path("account_id"), path("operation_id")],
    response: body("googlelongrunningOperation"),
  },
  "POST /v1/accounts/{account_id}/deploymentShapeVersions:match": {
    operationId: "Gateway_MatchDeploymentShapeVersions",
    parameters: [path("account_id")],
    requestBody: body("matchDeploymentShapeVersionsBody"),
    response: body("gatewayListDeploymentShapeVersionsResponse"),
  },
  "POST /v1/accounts/{account_id}/usageCosts:query": {
    operationId: "Gateway_QueryUsageCosts",
    parameters: [path("account_id")],
    requestBody: { "application/json": struct },
    response: { "application/json": struct },
  },
};
