package dev.millrace.local.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The SageMaker endpoints that a template declares, each down to the files of its container. */
public final class DeclaredEndpoints {
  private static final Path BUILT_IMAGE = Path.of("model-server", "target", "image");

  /**
   * An endpoint.
   *
   * @param image files of the container
   * @param environment of the container
   */
  public record Declared(
      String name, String variant, Path image, Map<String, String> environment) {}

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;
  private final Path root;

  /**
   * @param root the project's: the image there is run as it is now, without another synth
   */
  public DeclaredEndpoints(CloudAssembly assembly, Intrinsics intrinsics, Path root) {
    this.assembly = assembly;
    this.intrinsics = intrinsics;
    this.root = root;
  }

  public List<Declared> all() {
    return assembly.resources("AWS::SageMaker::Endpoint").stream().map(this::declared).toList();
  }

  private Declared declared(Resource endpoint) {
    Resource configuration =
        named(
            "AWS::SageMaker::EndpointConfig",
            intrinsics.property(endpoint, "EndpointConfigName").asText(),
            endpoint);
    JsonNode variant = intrinsics.property(configuration, "ProductionVariants").path(0);
    Resource model =
        named("AWS::SageMaker::Model", variant.path("ModelName").asText(), configuration);
    JsonNode container = intrinsics.property(model, "PrimaryContainer");
    Map<String, String> environment = new HashMap<>();
    container
        .path("Environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return new Declared(
        endpoint.name(),
        variant.path("VariantName").asText(),
        image(model, container.path("Image").asText()),
        environment);
  }

  private Resource named(String type, String name, Resource referrer) {
    return assembly.resources(type).stream()
        .filter(resource -> resource.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TemplateException(
                    "%s names %s, which is no %s".formatted(referrer, name, type)));
  }

  private Path image(Resource model, String uri) {
    Path built = root.resolve(BUILT_IMAGE);
    if (Files.isDirectory(built)) {
      return built;
    }
    return assembly
        .assetNamedIn(uri)
        .orElseThrow(
            () ->
                new TemplateException(
                    "The image of %s, %s, is not an asset of the assembly".formatted(model, uri)));
  }
}
