package dev.millrace.lake.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.features.json.DecimalNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * SHA-256 of a JSON value: equal for equal values, whatever the order of members, the white space,
 * the escapes in strings and the spelling of numbers; of members with the same name the last
 * counts. Each object and array is hashed by itself, so that the work grows with the text's length
 * and not with its depth.
 */
final class ContentHash {
  private ContentHash() {}

  /** Of an object, by its members' {@linkplain #term terms}. */
  static String object(SortedMap<String, String> terms) {
    MessageDigest digest = sha256();
    terms.forEach(
        (name, term) -> {
          update(digest, string(name));
          update(digest, term);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * What stands for the value that the parser stands on in the hash of what it is in; the parser is
   * at the value's end afterwards.
   */
  static String term(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> "o" + object(members(json));
      case START_ARRAY -> "a" + array(json);
      case VALUE_STRING -> string(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "n" + DecimalNumber.of(json.getText()) + ';';
      default -> json.getText() + ';';
    };
  }

  private static SortedMap<String, String> members(JsonParser json) throws IOException {
    SortedMap<String, String> terms = new TreeMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      terms.put(name, term(json));
    }
    return terms;
  }

  private static String array(JsonParser json) throws IOException {
    MessageDigest digest = sha256();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      update(digest, term(json));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With its length, so that no text can pass for what follows it. */
  private static String string(String text) {
    return "s" + text.length() + ':' + text;
  }

  /** By its UTF-16 units: half a surrogate pair has no UTF-8 of its own. */
  private static void update(MessageDigest digest, String text) {
    ByteBuffer units = ByteBuffer.allocate(text.length() * Character.BYTES);
    units.asCharBuffer().put(text);
    digest.update(units);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
