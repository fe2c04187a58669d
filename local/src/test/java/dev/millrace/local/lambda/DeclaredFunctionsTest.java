package dev.millrace.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredFunctionsTest {
  private static final String MANIFEST =
      """
      {"version": "48.0.0", "artifacts": {"Jobs": {
        "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-1",
        "properties": {"templateFile": "Jobs.template.json"}}}}
      """;
  private static final String TEMPLATE =
      """
      {"Resources": {"Fetch0": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Runtime": "java25", "Handler": "h", "Environment": {"Variables": %s}},
        "Metadata": {"aws:cdk:path": "Jobs/Fetch/Resource", "millrace:zip": "jobs.zip"}}}}
      """;

  @TempDir private Path folder;

  private Map<String, String> environment(String variables) throws Exception {
    Files.writeString(folder.resolve("manifest.json"), MANIFEST);
    Files.writeString(folder.resolve("Jobs.template.json"), TEMPLATE.formatted(variables));
    Files.writeString(folder.resolve("jobs.zip"), "");
    CloudAssembly assembly = CloudAssembly.read(folder);
    Intrinsics intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
    return new DeclaredFunctions(assembly, intrinsics, folder, _ -> Map.of())
        .all()
        .getFirst()
        .environment();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | localhost,127.0.0.1,[::1]",
        "files.example | files.example,localhost,127.0.0.1,[::1]"
      })
  void whatAsksOtherSystemsMayAskThisMachine(String declared, String allowed) throws Exception {
    assertThat(environment("{\"ALLOWED_HOSTS\": \"%s\"}".formatted(declared)))
        .containsEntry("ALLOWED_HOSTS", allowed);
  }

  @Test
  void whatAsksNoneIsNotToldOfAny() throws Exception {
    assertThat(environment("{\"A\": \"1\"}"))
        .containsEntry("A", "1")
        .doesNotContainKey("ALLOWED_HOSTS");
  }
}
