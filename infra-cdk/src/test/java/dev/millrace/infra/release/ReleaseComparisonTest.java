package dev.millrace.infra.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.Synthesis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseComparisonTest {
  private static final String TABLE =
      "{'Type': 'AWS::DynamoDB::Table', 'DeletionPolicy': '%s', 'UpdateReplacePolicy': '%s', 'Properties': %s}";

  @TempDir private Path folder;

  private List<String> changes(String before, String after) throws IOException {
    var released = new TrialSynthesis(folder.resolve("before")).stack("Data", before).stacks();
    var synthesized = new TrialSynthesis(folder.resolve("after")).stack("Data", after).stacks();
    return changes(released, synthesized);
  }

  private List<String> changes(List<SynthesizedStack> released, List<SynthesizedStack> synthesized)
      throws IOException {
    Release.of(released).write(folder.resolve("released"));
    return ReleaseComparison.of(Release.read(folder.resolve("released")), synthesized).stream()
        .map(ResourceChange::toString)
        .toList();
  }

  private static String table(String policy, String properties) {
    return "{'Items': %s}".formatted(TABLE.formatted(policy, policy, properties));
  }

  @Test
  void theSameSynthesisReplacesNothing() throws IOException {
    var stacks = SynthesizedStack.in(Synthesis.byDefault().directory());
    assertThat(stacks).hasSizeGreaterThan(5);
    assertThat(changes(stacks, stacks)).isEmpty();
  }

  @Test
  void anotherPrefixOfDatabasesReplacesTheTablesOfTheLake() throws IOException {
    assertThat(
            changes(
                SynthesizedStack.in(Synthesis.byDefault().directory()),
                SynthesizedStack.in(Synthesis.otherwise().directory())))
        .anyMatch(
            line ->
                line.contains("(AWS::Glue::Table) is replaced: DatabaseName")
                    && line.contains("from \"silver\" to \"trial_silver\""));
  }

  @Test
  void aNewNameReplacesATableAndItsItemsAreLost() throws IOException {
    assertThat(changes(table("Delete", "{}"), table("Delete", "{'TableName': 'a'}")))
        .containsExactly(
            "Data Items (AWS::DynamoDB::Table) is replaced: TableName from nothing to \"a\". Its items are lost.");
  }

  @Test
  void whatIsRetainedIsSetAside() throws IOException {
    assertThat(
            changes(table("Retain", "{'TableName': 'a'}"), table("Retain", "{'TableName': 'b'}")))
        .containsExactly(
            "Data Items (AWS::DynamoDB::Table) is replaced: TableName from \"a\" to \"b\". Its items stay in the old one, which nothing uses any more.");
  }

  @Test
  void whatIsNoLongerInTheTemplateIsRemoved() throws IOException {
    assertThat(changes(table("Delete", "{}"), "{}"))
        .containsExactly("Data Items (AWS::DynamoDB::Table) is removed. Its items are lost.");
  }

  @Test
  void anotherTypeUnderTheSameIdIsAReplacement() throws IOException {
    assertThat(changes(table("Delete", "{}"), "{'Items': {'Type': 'AWS::S3::Bucket'}}"))
        .containsExactly(
            "Data Items (AWS::DynamoDB::Table) is replaced: its type becomes AWS::S3::Bucket. Its items are lost.");
  }

  @Test
  void anotherKeyMayReplaceATable() throws IOException {
    assertThat(
            changes(
                table("Delete", "{'KeySchema': ['a']}"), table("Delete", "{'KeySchema': ['b']}")))
        .singleElement()
        .asString()
        .contains("is replaced in some cases: KeySchema from [\"a\"] to [\"b\"]");
  }

  @Test
  void whatMayChangeInPlaceAndWhatIsNewAreNoReplacements() throws IOException {
    assertThat(
            changes(
                table("Retain", "{'BillingMode': 'PROVISIONED'}"),
                "{'Items': %s, 'More': {'Type': 'AWS::SQS::Queue'}}"
                    .formatted(TABLE.formatted("Delete", "Delete", "{}"))))
        .isEmpty();
  }

  @Test
  void whatWasCreatedWithAReplacedResourceFollowsOverTheBordersOfStacks() throws IOException {
    var consumer =
        """
        {'Consumer': {'Type': 'AWS::Kinesis::StreamConsumer', 'Properties': {
          'ConsumerName': 'c',
          'StreamARN': {'Fn::GetStackOutput': {'StackName': 'Data', 'OutputName': 'Arn'}}}},
         'Mapping': {'Type': 'AWS::Lambda::EventSourceMapping', 'Properties': {
          'EventSourceArn': {'Fn::Sub': '${Consumer.ConsumerARN}'}}},
         'Other': {'Type': 'AWS::Lambda::EventSourceMapping', 'Properties': {
          'EventSourceArn': {'Ref': 'AWS::Region'}}}}
        """;
    var output = "{'Arn': {'Value': {'Fn::GetAtt': ['Stream', 'Arn']}}}";
    var stream = "{'Stream': {'Type': 'AWS::Kinesis::Stream', 'Properties': {'Name': '%s'}}}";
    var before =
        new TrialSynthesis(folder.resolve("before"))
            .stack("Data", stream.formatted("a"), output)
            .stack("Scoring", consumer);
    var after =
        new TrialSynthesis(folder.resolve("after"))
            .stack("Data", stream.formatted("b"), output)
            .stack("Scoring", consumer);

    assertThat(changes(before.stacks(), after.stacks()))
        .containsExactly(
            "Data Stream (AWS::Kinesis::Stream) is replaced: Name from \"a\" to \"b\". The records that wait on it are lost.",
            "Scoring Consumer (AWS::Kinesis::StreamConsumer) is replaced: StreamARN names Data Stream, which is replaced. The positions of the mappings that read by it are lost.",
            "Scoring Mapping (AWS::Lambda::EventSourceMapping) is replaced: EventSourceArn names Scoring Consumer, which is replaced. The positions in the stream that it has reached are lost.");
  }

  @Test
  void theStacksOfEnvironmentsAreFoundInTheirFolders() throws IOException {
    new TrialSynthesis(folder.resolve("cdk.out")).stack("a-Data", "{}");
    new TrialSynthesis(folder.resolve("cdk.out/assembly-b")).stack("b-Data", "{}");

    assertThat(SynthesizedStack.in(folder.resolve("cdk.out")))
        .extracting(SynthesizedStack::name)
        .containsExactly("a-Data", "b-Data");
  }

  @Test
  void aTypeWithoutASchemaIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> changes("{'X': {'Type': 'AWS::New::Thing'}}", "{}"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("The create-only properties of AWS::New::Thing are not known");
  }

  @Test
  void anEmptyFolderIsNoSynthesisAndNoRelease() {
    assertThatThrownBy(() -> SynthesizedStack.in(folder))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("holds no stacks");
    assertThatThrownBy(() -> Release.read(folder))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("holds no release");
  }
}
