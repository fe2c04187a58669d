package dev.millrace.ingestion.fetch.answer;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.RawPage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where an answer says something about its pages: a JSON Pointer into its body, or {@code
 * {"header": NAME}}.
 */
public sealed interface AnswerPlace {
  /** What stands there; empty where nothing does. A header is a text. */
  Optional<Object> find(Object document, RawPage page);

  /** The header that has to be kept with a page, in lower case; empty for a place in the body. */
  Optional<String> header();

  /** A place in the body. */
  record InBody(AnswerPointer pointer) implements AnswerPlace {
    @Override
    public Optional<Object> find(Object document, RawPage page) {
      return pointer.find(document);
    }

    @Override
    public Optional<String> header() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return pointer.toString();
    }
  }

  /** A header, by its lower-case name. */
  record InHeader(String name) implements AnswerPlace {
    @Override
    public Optional<Object> find(Object document, RawPage page) {
      return Optional.ofNullable(page.headers().get(name));
    }

    @Override
    public Optional<String> header() {
      return Optional.of(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Takes a member that names a place; empty where it is not there.
   *
   * @param json whether the body is JSON, so that a pointer leads somewhere
   */
  static Optional<AnswerPlace> take(DefinitionObject definition, String name, boolean json) {
    return switch (definition.value(name)) {
      case null -> Optional.empty();
      case String text when json && AnswerPointer.read(text).isPresent() ->
          AnswerPointer.read(text).map(InBody::new);
      case Map<?, ?> members -> {
        DefinitionObject place = new DefinitionObject(definition.pointer(name), members);
        String header = place.text("header");
        if (!header.matches("[A-Za-z0-9-]{1,100}")) {
          throw place.refused("header", "the name of a header");
        }
        place.end();
        yield Optional.of(new InHeader(header.toLowerCase(Locale.ROOT)));
      }
      default ->
          throw definition.refused(
              name,
              json
                  ? "a JSON Pointer such as \"/total\", or {\"header\": \"X-Total-Count\"}"
                  : "{\"header\": \"X-Total-Count\"}: only JSON has pointers");
    };
  }
}
