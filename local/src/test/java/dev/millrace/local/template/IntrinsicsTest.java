package dev.millrace.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.resource.LocalAttributes;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IntrinsicsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static CloudAssembly assembly;
  private static Intrinsics intrinsics;

  @BeforeAll
  static void read() throws Exception {
    assembly = CloudAssembly.read(Path.of(IntrinsicsTest.class.getResource("/assembly").toURI()));
    intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
  }

  @Test
  void aResourceIsCalledAfterItsConstruct() {
    assertThat(assembly.resources("AWS::Kinesis::Stream"))
        .extracting(Resource::name)
        .contains("partial-failures");
    assertThat(assembly.resources("AWS::Lambda::Function"))
        .extracting(Resource::name)
        .containsExactly("Recorder");
    assertThat(LocalNames.kebabCase("HTTPApiLogs")).isEqualTo("http-api-logs");
  }

  @Test
  void aReferenceAcrossStacksIsFollowed() throws Exception {
    assertThat(
            resolved(
                """
                {"Fn::GetStackOutput": {"StackName": "Streams", "OutputName": "ExportBisected1A"}}"""))
        .isEqualTo("arn:aws:kinesis:eu-west-1:000000000000:stream/bisected");
  }

  @Test
  void anAliasIsTakenApart() throws Exception {
    assertThat(
            resolved(
                """
                {"Fn::Join": ["", [{"Fn::Select": [6, {"Fn::Split": [":", {"Ref": "RecorderLive"}]}]}, ":live"]]}"""))
        .isEqualTo("Recorder:live");
  }

  @Test
  void aSubstitutionKnowsPseudoParametersVariablesAndAttributes() throws Exception {
    assertThat(
            resolved(
                """
                {"Fn::Sub": ["${AWS::Region} ${given} ${Recorder0.Arn} ${!kept}", {"given": {"Ref": "AWS::Partition"}}]}"""))
        .isEqualTo("eu-west-1 aws arn:aws:lambda:eu-west-1:000000000000:function:Recorder ${kept}");
  }

  @Test
  void anEntryWithoutAValueIsLeftOut() throws Exception {
    JsonNode value = JSON.readTree("{\"a\": {\"Ref\": \"AWS::NoValue\"}, \"b\": 1}");

    assertThat(intrinsics.resolve(function(), value)).isEqualTo(JSON.readTree("{\"b\": 1}"));
  }

  @Test
  void whatIsNotSupportedIsNamedWithItsResource() {
    assertThatThrownBy(() -> resolved("{\"Fn::Cidr\": []}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("Functions/Recorder0")
        .hasMessageContaining("Fn::Cidr");
    assertThatThrownBy(() -> resolved("{\"Ref\": \"Nothing\"}")).hasMessageContaining("Nothing");
    assertThatThrownBy(() -> resolved("{\"Fn::GetAtt\": [\"Recorder0\", \"Colour\"]}"))
        .hasMessageContaining("Colour");
    assertThatThrownBy(
            () ->
                resolved(
                    """
                    {"Fn::GetStackOutput": {"StackName": "Streams", "OutputName": "Nowhere"}}"""))
        .hasMessageContaining("Nowhere");
  }

  private static Resource function() {
    return assembly.resources("AWS::Lambda::Function").getFirst();
  }

  private static String resolved(String json) throws Exception {
    return intrinsics.resolve(function(), JSON.readTree(json)).asText();
  }
}
