package dev.millrace.ingestion.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.fetch.PageSource;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
  private final SourceFixture fixture = new SourceFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type':'soap'|/type",
        "'type':'rest'|/url",
        "'type':'rest','url':'http://api.example.com/'|/url",
        "'type':'rest','url':'https://10.0.0.1/'|/url",
        "'type':'rest','url':'https://[::ffff:10.0.0.1]/'|/url",
        "'type':'rest','url':'https://169.254.169.254/'|/url",
        "'type':'rest','url':'https://a:b@api.example.com/'|/url",
        "'type':'rest','url':'http://api.example.com/','plain_http':true,'headers':{'X-Key':{'secret':'sources/api.example.com/a'}}|/url",
        "BASE,'method':'PUT'|/method",
        "BASE,'body':{}|/body",
        "BASE,'headers':{'Host':'x'}|/headers/Host",
        "BASE,'headers':{'Content-Length':'1'}|/headers/Content-Length",
        "BASE,'headers':{'Authorization':'Bearer x'}|/headers/Authorization",
        "BASE,'headers':{'cookie':'x'}|/headers/cookie",
        "BASE,'headers':{'A b':'x'}|/headers/A b",
        "BASE,'headers':{'A':'x\\ny'}|/headers/A",
        "BASE,'headers':{'A':'x','a':'y'}|/headers/a",
        "BASE,'headers':{'A':{'secret':'other/a'}}|/headers/A/secret",
        "BASE,'headers':{'A':{'secret':'arn:aws:secretsmanager:eu-central-1:1:secret:other-a'}}|/headers/A/secret",
        "BASE,'headers':{'A':{'secret':'sources/api.example.com/a','value':1}}|/headers/A/value",
        "BASE,'headers':{'A':{'secret':'sources/other.example.com/a'}}|/headers/A/secret",
        "BASE,'parameters':{'a':[]}|/parameters/a",
        "BASE,'parameters':{'a':null}|/parameters/a",
        "BASE,'rows':'items'|/rows",
        "BASE,'rows':'/a~2'|/rows",
        "BASE,'rows':7|/rows",
        "BASE,'total':7|/total",
        "BASE,'total':{'header':'a b'}|/total/header",
        "BASE,'format':'xml'|/format",
        "BASE,'format':'csv','rows':'/items'|/rows",
        "BASE,'format':'csv','total':'/total'|/total",
        "BASE,'format':'csv','separator':'ab'|/separator",
        "BASE,'timeout_seconds':0|/timeout_seconds",
        "BASE,'timeout_seconds':301|/timeout_seconds",
        "BASE,'maximum_bytes':67108865|/maximum_bytes",
        "BASE,'redirect_hosts':'x'|/redirect_hosts",
        "BASE,'rate_limit':{}|/rate_limit/requests",
        "BASE,'rate_limit':{'requests':0}|/rate_limit/requests",
        "BASE,'pagination':{}|/pagination/type",
        "BASE,'pagination':{'type':'page'}|/pagination/page_parameter",
        "BASE,'pagination':{'type':'page','page_parameter':'p','size_parameter':'s'}|/pagination/size",
        "BASE,'pagination':{'type':'page','page_parameter':'p','size':0}|/pagination/size",
        "BASE,'pagination':{'type':'page','page_parameter':'p','first':2}|/pagination/first",
        "BASE,'pagination':{'type':'page','page_parameter':'p','in':'body'}|/pagination/in",
        "BASE,'pagination':{'type':'page','page_parameter':'p','short_page_ends':true}|/pagination/size",
        "BASE,'pagination':{'type':'page','page_parameter':'p','end_status':200}|/pagination/end_status",
        "BASE,'pagination':{'type':'page','page_parameter':'p','pages':'p'}|/pagination/pages",
        "BASE,'pagination':{'type':'page','page_parameter':'p','other':1}|/pagination/other",
        "BASE,'pagination':{'type':'page','page_parameter':'type'}|/pagination",
        "BASE,'pagination':{'type':'offset'}|/pagination/offset_parameter",
        "BASE,'pagination':{'type':'cursor'}|/pagination/cursor_parameter",
        "BASE,'pagination':{'type':'cursor','cursor_parameter':'c'}|/pagination/next",
        "BASE,'parameters':{'type':'x'}|/parameters",
        "BASE,'incremental':{'field':'a'}|/incremental/parameter",
        "BASE,'incremental':{'parameter':'a'}|/incremental/field",
        "BASE,'incremental':{'field':'a','parameter':'type'}|/incremental",
        "BASE,'incremental':{'field':'a','parameter':'b','other':1}|/incremental/other",
        "BASE,'other':1|/other",
        "GRAPHQL|/rows",
        "GRAPHQL,'rows':'/data/x','connection':'/data/x'|/rows",
        "GRAPHQL,'connection':'data'|/connection",
        "GRAPHQL,'connection':'/data/x','pagination':{'type':'page'}|/pagination/type",
        "GRAPHQL,'rows':'/data/x','partial_data':'some'|/partial_data",
        "'type':'graphql','url':'https://api.example.com/'|/query",
      })
  void whatIsWrongIsNamed(String members, String pointer) {
    String whole =
        members
            .replace("BASE", "'type':'rest','url':'https://api.example.com/?type=song'")
            .replace(
                "GRAPHQL", "'type':'graphql','url':'https://api.example.com/','query':'{ x }'");

    InvalidDefinition invalid = fixture.invalid("{" + whole + "}");

    assertThat(invalid.pointer()).isEqualTo("/sources/0" + pointer);
  }

  @Test
  void membersOfOthersAreLeft() {
    DefinitionObject definition =
        SourceFixture.definition(
            "{'type':'rest','url':'https://api.example.com/','dataset':'tracks'}");

    PageSources.read(definition, fixture.services());

    assertThat(definition.value("dataset")).isEqualTo("tracks");
  }

  @Test
  void theRateAndTheTimeOfAnAttemptAreTold() {
    PageSource source =
        fixture.source(
            "{'type':'rest','url':'https://api.example.com/','timeout_seconds':7,'rate_limit':{'requests':5,'per_seconds':2}}");

    assertThat(source.longestAttempt()).hasSeconds(7);
    assertThat(source.requestRate().orElseThrow().interval()).isEqualTo(Duration.ofMillis(400));
    assertThat(source.incremental()).isEmpty();
  }
}
