package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.http.HttpCall.CallLimits;
import dev.millrace.ingestion.fetch.http.SourceUrl;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a definition says of every request: address, headers, parameters, limits. */
final class TemplateDefinition {
  private static final int DEFAULT_TIMEOUT_SECONDS = 30;
  private static final int LONGEST_TIMEOUT_SECONDS = 300;
  private static final int DEFAULT_MAXIMUM_BYTES = 32 * 1024 * 1024;
  private static final int LARGEST_MAXIMUM_BYTES = 64 * 1024 * 1024;
  private static final int LEAST_MAXIMUM_BYTES = 1024;
  private static final int MOST_HOSTS = 20;

  private TemplateDefinition() {}

  static RequestTemplate read(
      DefinitionObject source,
      FetchServices services,
      Optional<Map<String, Object>> body,
      String accept) {
    boolean plain = source.flag("plain_http", false);
    SourceUrl url;
    try {
      url = SourceUrl.read(source.text("url"), services.http().policy(), plain);
    } catch (SourceUrl.Refused refused) {
      throw source.refused("url", refused.getMessage());
    }
    // A secret's name says which host it is for: nobody can have it sent to another one.
    String secretPrefix = services.secretPrefix() + url.host() + '/';
    RequestTemplate template =
        new RequestTemplate(
            url,
            body,
            HeaderRules.take(source, secretPrefix),
            NamedValue.take(source, "parameters", secretPrefix),
            accept,
            limits(source, plain));
    boolean isTrusted = url.isSecure() || services.http().policy().allows(url.host());
    if (!isTrusted && !template.secrets().isEmpty()) {
      throw source.refused("url", "an https address, since the source has secrets");
    }
    return template;
  }

  private static CallLimits limits(DefinitionObject source, boolean plain) {
    return new CallLimits(
        Duration.ofSeconds(
            source
                .optionalWhole("timeout_seconds", 1, LONGEST_TIMEOUT_SECONDS)
                .orElse(DEFAULT_TIMEOUT_SECONDS)),
        (int)
            source
                .optionalWhole("maximum_bytes", LEAST_MAXIMUM_BYTES, LARGEST_MAXIMUM_BYTES)
                .orElse(DEFAULT_MAXIMUM_BYTES),
        redirectHosts(source),
        plain,
        source.pointer());
  }

  private static Set<String> redirectHosts(DefinitionObject source) {
    List<String> held = source.texts("redirect_hosts");
    if (held.size() > MOST_HOSTS) {
      throw source.refused("redirect_hosts", "at most %d hosts".formatted(MOST_HOSTS));
    }
    Set<String> hosts = new HashSet<>();
    held.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    return hosts;
  }

  /** The members of an object, to send them as they are. */
  static Map<String, Object> members(DefinitionObject object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.names().forEach(name -> members.put(name, object.value(name)));
    return members;
  }
}
