// The Node SDK pointed at the emulator: IMGFAM_ENDPOINT is its HOST:PORT.
import Ecs from "@alicloud/ecs20140526";
import OpenApi from "@alicloud/openapi-core";

export const regionId = "cn-hangzhou";

export function client(accessKeyId, accessKeySecret) {
  return new Ecs.default(
    new OpenApi.$OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret,
      regionId,
      endpoint: process.env.IMGFAM_ENDPOINT,
      protocol: "http",
    }),
  );
}
