package dev.millrace.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.artifact.MissingArtifactException;
import dev.millrace.infra.artifact.UndeclaredException;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.statemachine.StateMachineChecks;
import dev.millrace.infra.statemachine.UnsupportedMachineException;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Tags;

/**
 * Synthesizes the stacks. Runs in {@code infra-cdk}, under the CDK command line or alone: it reads
 * the context of {@code cdk.json} itself, lets {@code CDK_CONTEXT_JSON} override it, and writes to
 * {@code CDK_OUTDIR}.
 */
public final class MillraceApp {
  private MillraceApp() {}

  /** Exits 1 with one line that says what is wrong with a setting, an artifact or a machine. */
  public static void main(String[] arguments) {
    var here = Path.of("").toAbsolutePath();
    try {
      var properties = AppProps.builder().context(context(here.resolve("cdk.json")));
      synthesize(new Artifacts(here.getParent()), properties, Capabilities::of);
    } catch (InvalidSettingException
        | MissingArtifactException
        | UndeclaredException
        | UnsupportedMachineException e) {
      System.err.println("millrace: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Writes the templates.
   *
   * @throws UnsupportedMachineException when they are written, but a state machine in them has what
   *     the local stack does not run
   */
  static Templates synthesize(
      Artifacts artifacts,
      AppProps.Builder properties,
      Function<SettingsReader, Capabilities> capabilities) {
    var assembly = synthesizable(artifacts, properties, capabilities).synth();
    var templates = new Templates(Path.of(assembly.getDirectory()));
    StateMachineChecks.of(templates);
    return templates;
  }

  static App synthesizable(
      Artifacts artifacts,
      AppProps.Builder properties,
      Function<SettingsReader, Capabilities> capabilities) {
    var app = new App(properties.analyticsReporting(false).build());
    var settings = new SettingsReader(allContext(app));
    new MillraceStacks(app, capabilities.apply(settings), artifacts).declare();
    Tags.of(app).add("project", "millrace");
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().reports(false).build());
    return app;
  }

  static Map<String, Object> context(Path cdkJson) {
    var context = new TreeMap<String, Object>();
    context.put("aws:cdk:enable-path-metadata", true);
    context.put("aws:cdk:enable-asset-metadata", true);
    if (Files.exists(cdkJson)) {
      Artifacts.json(cdkJson)
          .path("context")
          .propertyStream()
          .forEach(entry -> context.put(entry.getKey(), value(entry.getValue())));
    }
    return context;
  }

  private static Object value(JsonNode node) {
    return new ObjectMapper().convertValue(node, Object.class);
  }

  @SuppressWarnings("unchecked") // The context is a JSON object.
  private static Map<String, Object> allContext(App app) {
    return (Map<String, Object>) app.getNode().getAllContext();
  }
}
