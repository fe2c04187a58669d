package dev.millrace.local.resource;

import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What the local stack makes of one type of CloudFormation resource: whether it is imitated, how it
 * is created, and what refers to it gets.
 */
abstract class ResourceType {
  private final String type;

  /**
   * @param type as templates call it, such as {@code AWS::Kinesis::Stream}
   */
  ResourceType(String type) {
    this.type = type;
  }

  final String type() {
    return type;
  }

  /** Whether resources of the type do something on this machine. */
  boolean isImitated() {
    return true;
  }

  /** Whether callers know a resource by its name alone, so that no two may share one. */
  boolean hasOwnName() {
    return false;
  }

  /** What {@code Ref} gives: the resource's name. */
  String ref(Reference reference) {
    return reference.name();
  }

  /** The attributes that {@code Fn::GetAtt} gives, with their values. */
  Map<String, String> attributes(Reference reference) {
    return Map.of();
  }

  /**
   * What {@code Fn::GetAtt} gives.
   *
   * @throws TemplateException when the type has no such attribute here
   */
  final String attribute(Reference reference, String attribute) {
    String value = attributes(reference).get(attribute);
    if (value == null) {
      throw new TemplateException(
          "Fn::GetAtt of attribute %s of %s, which the local stack does not have"
              .formatted(attribute, reference.resource()));
    }
    return value;
  }

  /**
   * Creates all resources of the type that are not there yet.
   *
   * @throws TemplateException when one of them has what the local stack does not imitate
   * @throws IOException when what is created cannot be kept
   */
  void create(List<Resource> resources, Creation creation)
      throws IOException, InterruptedException {
    // What the stack runs rather than creates: functions, pollers, routes.
  }
}
