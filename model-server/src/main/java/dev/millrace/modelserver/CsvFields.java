package dev.millrace.modelserver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of a body of CSV in UTF-8, one after the other. Lines end in LF or CRLF. */
final class CsvFields {
  private final byte[] body;
  private int at;
  private String text;
  private boolean isQuoted;
  private String fault;
  private boolean isRowEnded = true;

  CsvFields(byte[] body) {
    this.body = body;
  }

  /** Whether a row follows; a line break at the very end begins none. */
  boolean hasRow() {
    return at < body.length;
  }

  /**
   * Reads the next field.
   *
   * @return whether it is the last of its row
   */
  boolean next() {
    text = "";
    fault = null;
    skipBlanks();
    isQuoted = at < body.length && body[at] == '"';
    if (isQuoted) {
      readQuoted();
    } else {
      readPlain();
    }
    isRowEnded = at >= body.length || body[at] != ',';
    at++;
    return isRowEnded;
  }

  /** Passes over what is left of the row. */
  void skipRow() {
    while (!isRowEnded) {
      next();
    }
  }

  /** The field: without its quotes, or without the blanks around it. */
  String text() {
    return text;
  }

  /** Whether it stands in quotes. */
  boolean isQuoted() {
    return isQuoted;
  }

  /** What is wrong with the field, in words that follow "a field"; null where nothing is. */
  String fault() {
    return fault;
  }

  private void readPlain() {
    int from = at;
    int to = at;
    boolean hasQuote = false;
    while (!isEndOfField()) {
      if (!isBlank(body[at])) {
        to = at + 1;
        hasQuote |= body[at] == '"';
      }
      at++;
    }
    decode(body, from, to - from);
    if (hasQuote) {
      fault = "with a quote in it; expected such a field in quotes, and its quotes doubled";
    }
  }

  private void readQuoted() {
    var bytes = new ByteArrayOutputStream();
    at++;
    while (at < body.length && !isEndOfQuotes()) {
      if (body[at] == '"') {
        at++;
      }
      bytes.write(body[at]);
      at++;
    }
    if (at >= body.length) {
      fault = "whose quotes are not closed";
      return;
    }
    at++;
    decode(bytes.toByteArray(), 0, bytes.size());
    skipBlanks();
    if (!isEndOfField()) {
      fault = "with something after its closing quote; expected a comma or the end of the line";
    }
    while (!isEndOfField()) {
      at++;
    }
  }

  /** At a quote that is not the first of two. */
  private boolean isEndOfQuotes() {
    return body[at] == '"' && (at + 1 >= body.length || body[at + 1] != '"');
  }

  private boolean isEndOfField() {
    return at >= body.length || body[at] == ',' || body[at] == '\n';
  }

  private void skipBlanks() {
    while (at < body.length && isBlank(body[at])) {
      at++;
    }
  }

  /** The return of a CRLF is one, too. */
  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private void decode(byte[] bytes, int from, int length) {
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, length))
              .toString();
    } catch (CharacterCodingException e) {
      fault = "that is not UTF-8";
    }
  }
}
