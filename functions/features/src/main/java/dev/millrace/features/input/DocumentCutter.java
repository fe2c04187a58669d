package dev.millrace.features.input;

import java.io.IOException;

/** Finds the documents of one input, one after another, in one of the shapes that inputs have. */
abstract class DocumentCutter {
  private byte[] bytes = {};
  private int start;
  private int end;
  private int number;

  /** Goes on to the next document: whether there is one. */
  abstract boolean next() throws IOException;

  /** Holds the document from {@link #start} to {@link #end}. */
  final byte[] bytes() {
    return bytes;
  }

  final int start() {
    return start;
  }

  final int end() {
    return end;
  }

  final int number() {
    return number;
  }

  final void number(int newNumber) {
    number = newNumber;
  }

  /** The document is this range; answers true. */
  final boolean document(byte[] newBytes, int newStart, int newEnd) {
    bytes = newBytes;
    start = newStart;
    end = newEnd;
    return true;
  }

  /** As {@link #document}, without the white space at the end. */
  final boolean trimmedDocument(byte[] newBytes, int newStart, int newEnd) {
    int trimmed = newEnd;
    while (trimmed > newStart && InputBuffer.isSpace(newBytes[trimmed - 1])) {
      trimmed--;
    }
    return document(newBytes, newStart, trimmed);
  }
}
