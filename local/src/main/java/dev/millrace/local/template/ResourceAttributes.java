package dev.millrace.local.template;

/** What {@code Ref} and {@code Fn::GetAtt} give for resources that live on this machine. */
public interface ResourceAttributes {
  /** The region of every local resource. */
  String region();

  /**
   * What {@code Ref} gives.
   *
   * @throws TemplateException when the resource has no such value here
   */
  String ref(Resource resource, Intrinsics intrinsics);

  /**
   * What {@code Fn::GetAtt} gives.
   *
   * @throws TemplateException when the resource has no such attribute here
   */
  String attribute(Resource resource, String attribute, Intrinsics intrinsics);
}
