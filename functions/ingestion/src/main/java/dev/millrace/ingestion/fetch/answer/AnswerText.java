package dev.millrace.ingestion.fetch.answer;

import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.SourceFailures;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** The text that an answer's bytes are: in the charset of its Content-Type, else UTF-8. */
final class AnswerText {
  private static final String CHARSET = "charset=";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private AnswerText() {}

  /**
   * The text, without a byte order mark.
   *
   * @throws dev.millrace.runs.failure.StepFailure when the bytes are not in the charset, or are a
   *     page of HTML
   */
  static String of(RawPage page) {
    Charset charset = charset(page);
    String text;
    try {
      text = charset.newDecoder().decode(ByteBuffer.wrap(page.body())).toString();
    } catch (CharacterCodingException other) {
      throw SourceFailures.source("The answer is not text in %s".formatted(charset.name()));
    }
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
    if (text.stripLeading().startsWith("<")) {
      throw SourceFailures.source(
          "The answer is a page of HTML or XML (%s), perhaps to log in or about an error"
              .formatted(type(page)));
    }
    return text;
  }

  /** The media type, for messages. */
  static String type(RawPage page) {
    String type = page.headers().getOrDefault("content-type", "").split(";", 2)[0].strip();
    return type.matches("[\\w.+-]{1,60}/[\\w.+-]{1,60}") ? type : "without a type";
  }

  private static Charset charset(RawPage page) {
    String type = page.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    int begin = type.indexOf(CHARSET);
    if (begin < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = type.substring(begin + CHARSET.length()).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return StandardCharsets.UTF_8; // Where that is wrong too, the text does not decode.
    }
  }
}
