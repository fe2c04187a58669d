package dev.millrace.ingestion.fetch.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.http.HttpCall;
import dev.millrace.ingestion.fetch.http.HttpCall.CallLimits;
import dev.millrace.ingestion.fetch.http.QueryParameters;
import dev.millrace.ingestion.fetch.http.QueryParameters.Parameter;
import dev.millrace.ingestion.fetch.http.RequestHeader;
import dev.millrace.ingestion.fetch.http.SourceUrl;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.secret.SecretReference;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import dev.millrace.ingestion.row.JsonValues;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all requests of a source have in common. Immutable.
 *
 * @param body a JSON object sent by POST; a GET where there is none
 * @param accept the media type that is asked for where no header says it
 */
record RequestTemplate(
    SourceUrl url,
    Optional<Map<String, Object>> body,
    List<NamedValue> headers,
    List<NamedValue> parameters,
    String accept,
    CallLimits limits) {

  /** The secrets that requests hold. */
  List<SecretReference> secrets() {
    return Stream.concat(headers.stream(), parameters.stream())
        .flatMap(value -> value.secret().stream())
        .toList();
  }

  /** The names of the parameters that hold secrets. */
  Set<String> secretParameters() {
    return parameters.stream()
        .filter(parameter -> parameter.secret().isPresent())
        .map(NamedValue::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A request of the source's address with these settings. */
  HttpCall call(List<Pagination.Setting> settings, SourceSecrets values, Deadline deadline)
      throws RetryableFetch {
    List<Parameter> query = query(parameters, values, deadline);
    Map<String, Object> members = new LinkedHashMap<>(body.orElse(Map.of()));
    for (Pagination.Setting setting : settings) {
      if (setting.place().inBody()) {
        members.put(setting.place().name(), setting.value());
      } else {
        query.add(new Parameter(setting.place().name(), setting.value().toString()));
      }
    }
    return call(url, query, members, values, deadline);
  }

  /** A request of another address, which has the parameters but for the secret ones. */
  HttpCall call(SourceUrl address, SourceSecrets values, Deadline deadline) throws RetryableFetch {
    List<NamedValue> secret =
        address.host().equals(url.host())
            ? parameters.stream().filter(value -> value.secret().isPresent()).toList()
            : List.of();
    return call(
        address,
        query(secret, values, deadline),
        new LinkedHashMap<>(body.orElse(Map.of())),
        values,
        deadline);
  }

  private HttpCall call(
      SourceUrl address,
      List<Parameter> query,
      Map<String, Object> members,
      SourceSecrets values,
      Deadline deadline)
      throws RetryableFetch {
    SourceUrl whole = new SourceUrl(URI.create(QueryParameters.with(address.uri(), query)));
    Optional<byte[]> sent =
        body.map(any -> JsonValues.text(members).getBytes(StandardCharsets.UTF_8));
    HttpCall own = new HttpCall(url, sentHeaders(values, deadline), sent, limits);
    return own.at(whole);
  }

  private static List<Parameter> query(
      List<NamedValue> parameters, SourceSecrets values, Deadline deadline) throws RetryableFetch {
    List<Parameter> query = new ArrayList<>();
    for (NamedValue parameter : parameters) {
      query.add(new Parameter(parameter.name(), parameter.value(values, deadline)));
    }
    return query;
  }

  private List<RequestHeader> sentHeaders(SourceSecrets values, Deadline deadline)
      throws RetryableFetch {
    List<RequestHeader> sent = new ArrayList<>();
    for (NamedValue header : headers) {
      sent.add(
          new RequestHeader(
              header.name(), header.value(values, deadline), header.secret().isPresent()));
    }
    addMissing(sent, "Accept", accept);
    addMissing(sent, "User-Agent", "Millrace");
    if (body.isPresent()) {
      addMissing(sent, "Content-Type", "application/json");
    }
    return sent;
  }

  private static void addMissing(List<RequestHeader> headers, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (headers.stream()
        .noneMatch(header -> header.name().toLowerCase(Locale.ROOT).equals(lower))) {
      headers.add(new RequestHeader(name, value));
    }
  }
}
