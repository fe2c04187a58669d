package dev.millrace.local.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The Java functions that a template declares. */
public final class DeclaredFunctions {
  private static final String ZIP_METADATA = "millrace:zip";

  /** The hosts that a function may ask although they lead to addresses that are not public. */
  private static final String ALLOWED_HOSTS = "ALLOWED_HOSTS";

  /** Where the other systems of this machine are, as its user may name them. */
  private static final String LOOPBACK_HOSTS = "localhost,127.0.0.1,[::1]";

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;
  private final Path root;
  private final Function<String, Map<String, String>> services;

  /**
   * @param root the project's: a zip there is run as it is now, without another synth
   * @param services environment in which a function of that name finds the services: endpoints,
   *     region and credentials
   */
  public DeclaredFunctions(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      Path root,
      Function<String, Map<String, String>> services) {
    this.assembly = assembly;
    this.intrinsics = intrinsics;
    this.root = root;
    this.services = services;
  }

  /** All functions with a Java runtime; CDK's own helpers run on others and do nothing here. */
  public List<LambdaFunction> all() {
    return assembly.resources("AWS::Lambda::Function").stream()
        .filter(resource -> resource.properties().path("Runtime").asText().startsWith("java"))
        .map(this::function)
        .toList();
  }

  private LambdaFunction function(Resource resource) {
    Map<String, String> environment = new HashMap<>();
    for (var variable :
        intrinsics.property(resource, "Environment").path("Variables").properties()) {
      environment.put(variable.getKey(), variable.getValue().asText());
    }
    environment.computeIfPresent(
        ALLOWED_HOSTS,
        (_, hosts) -> hosts.isEmpty() ? LOOPBACK_HOSTS : hosts + "," + LOOPBACK_HOSTS);
    environment.putAll(services.apply(resource.name()));
    JsonNode logging = intrinsics.property(resource, "LoggingConfig");
    environment.put(
        "AWS_LAMBDA_LOG_FORMAT",
        logging.path("LogFormat").asText("Text").equals("JSON") ? "JSON" : "TEXT");
    return new LambdaFunction(
        resource.name(),
        "arn:aws:lambda:%s:%s:function:%s"
            .formatted(assembly.region(), LocalAccount.ID, resource.name()),
        intrinsics.property(resource, "Handler").asText(),
        environment,
        intrinsics.property(resource, "MemorySize").asInt(128),
        Duration.ofSeconds(intrinsics.property(resource, "Timeout").asInt(3)),
        intrinsics
            .property(resource, "SnapStart")
            .path("ApplyOn")
            .asText()
            .equals("PublishedVersions"),
        code(resource));
  }

  private Path code(Resource resource) {
    if (resource.metadata(ZIP_METADATA).isPresent()) {
      Path zip = root.resolve(resource.metadata(ZIP_METADATA).get());
      if (Files.isRegularFile(zip)) {
        return zip;
      }
    }
    String key =
        intrinsics.resolve(resource, resource.properties().path("Code").path("S3Key")).asText();
    return assembly
        .assetNamedIn(key)
        .orElseThrow(
            () ->
                new TemplateException(
                    "The code of %s is not an asset of the assembly".formatted(resource)));
  }
}
