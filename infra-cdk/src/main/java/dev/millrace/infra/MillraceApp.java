package dev.millrace.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.artifact.MissingArtifactException;
import dev.millrace.infra.artifact.UndeclaredException;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.Environments;
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

/**
 * Synthesizes the environments of {@code environments.json}; with the variable {@code
 * MILLRACE_ENVIRONMENT} the one that it names. Runs in {@code infra-cdk}, under the CDK command
 * line or alone: it reads the context of {@code cdk.json} itself, lets {@code CDK_CONTEXT_JSON}
 * override it, and writes to {@code CDK_OUTDIR}.
 */
public final class MillraceApp {
  private static final String ONLY = "MILLRACE_ENVIRONMENT";

  private MillraceApp() {}

  /** Exits 1 with one line that says what is wrong with a setting, an artifact or a machine. */
  public static void main(String[] arguments) {
    var here = Path.of("").toAbsolutePath();
    try {
      var properties = AppProps.builder().context(context(here.resolve("cdk.json")));
      var all = Environments.read(here.resolve("environments.json"));
      var only = System.getenv(ONLY);
      synthesize(
          new Artifacts(here.getParent()),
          properties,
          only == null || only.isEmpty() ? all : all.only(only),
          Regions.read(here.resolve("regions.json")),
          Capabilities::of);
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
   * @return those of each environment, by its name
   * @throws UnsupportedMachineException when they are written, but a state machine in them has what
   *     the local stack does not run
   */
  static Map<String, Templates> synthesize(
      Artifacts artifacts,
      AppProps.Builder properties,
      Environments environments,
      Regions regions,
      Function<SettingsReader, Capabilities> capabilities) {
    var app = new App(properties.analyticsReporting(false).build());
    environments
        .with(allContext(app))
        .settings()
        .forEach(
            (name, settings) ->
                new MillraceStage(
                    app, name, read(name, settings, regions, capabilities), artifacts));
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().reports(false).build());
    var assembly = Path.of(app.synth().getDirectory());
    var templates = new TreeMap<String, Templates>();
    for (var name : environments.names()) {
      templates.put(name, new Templates(assembly.resolve("assembly-" + name)));
      StateMachineChecks.of(templates.get(name));
    }
    return templates;
  }

  private static Capabilities read(
      String environment,
      Map<String, Object> settings,
      Regions regions,
      Function<SettingsReader, Capabilities> capabilities) {
    try {
      var read = capabilities.apply(new SettingsReader(settings));
      regions.check(read.platform());
      return read;
    } catch (InvalidSettingException e) {
      throw new InvalidSettingException(environment + ": " + e.getMessage());
    }
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
