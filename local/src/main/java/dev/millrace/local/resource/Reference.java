package dev.millrace.local.resource;

import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;

/**
 * A resource that some part of a template refers to.
 *
 * @param intrinsics that resolve the resource's own properties
 * @param stack what all resources of the stack have in common
 */
record Reference(Resource resource, Intrinsics intrinsics, LocalAttributes stack) {
  String name() {
    return resource.name();
  }

  /** A property as text; an empty string where the resource does not have it. */
  String property(String property) {
    return intrinsics.property(resource, property).asText();
  }

  /**
   * An ARN of this account and region.
   *
   * @param service as ARNs spell it
   * @param path what stands behind the account
   */
  String arn(String service, String path) {
    return LocalAccount.arn(service, stack.region(), path);
  }
}
