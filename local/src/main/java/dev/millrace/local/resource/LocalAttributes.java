package dev.millrace.local.resource;

import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.ResourceAttributes;

/**
 * The values of {@code Ref} and {@code Fn::GetAtt}, as each {@link ResourceType} has them.
 *
 * @param region of every local resource
 * @param queueBaseUrl URL of SQS, without a trailing slash
 * @param apiUrl URL of the HTTP API, without a trailing slash
 */
public record LocalAttributes(String region, String queueBaseUrl, String apiUrl)
    implements ResourceAttributes {
  @Override
  public String ref(Resource resource, Intrinsics intrinsics) {
    return ResourceTypes.of(resource).ref(new Reference(resource, intrinsics, this));
  }

  @Override
  public String attribute(Resource resource, String attribute, Intrinsics intrinsics) {
    return ResourceTypes.of(resource)
        .attribute(new Reference(resource, intrinsics, this), attribute);
  }
}
