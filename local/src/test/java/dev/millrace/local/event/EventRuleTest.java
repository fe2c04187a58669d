package dev.millrace.local.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRuleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Intrinsics intrinsics;

  @BeforeAll
  static void read() throws Exception {
    intrinsics =
        new Intrinsics(
            CloudAssembly.read(Path.of(EventRuleTest.class.getResource("/workflows").toURI())),
            new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
  }

  @Test
  void aRuleWithoutABusIsTheDefaultBuses() throws Exception {
    EventRule rule = rule("{'EventPattern': {'detail-type': ['A']}, 'Targets': []}");

    assertThat(rule.matches("default", "anyone", "A")).isTrue();
    assertThat(rule.matches("other", "anyone", "A")).isFalse();
    assertThat(rule.matches("default", "anyone", "B")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'EventPattern': {'detail': {'id': ['a']}}} | asks for 'detail'",
        "{'EventPattern': {'source': [{'prefix': 'a'}]}} | matches 'source' by",
        "{'ScheduleExpression': 'rate(1 day)'} | has no EventPattern",
        "{'EventPattern': {'source': ['a']}, 'Targets': [{'Arn': 'arn:aws:lambda:eu-west-1:000000000000:function:f'}]} | sends events to queues only",
        "{'EventPattern': {'source': ['a']}, 'Targets': [{'Arn': 'arn:aws:sqs:eu-west-1:000000000000:q', 'InputPath': '$.detail'}]} | has 'InputPath'"
      })
  void whatIsNotImitatedIsRefused(String properties, String reason) {
    assertThatThrownBy(() -> rule(properties))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("Stack/Rule")
        .hasMessageContaining(reason)
        .hasMessageContaining("; the local stack ");
  }

  private static EventRule rule(String properties) throws Exception {
    String definition = "{\"Properties\": %s}".formatted(properties.replace('\'', '"'));
    return EventRule.of(
        new Resource("Stack", "Rule", "AWS::Events::Rule", JSON.readTree(definition), "rule"),
        intrinsics);
  }
}
