package dev.millrace.modelserver;

import java.util.ArrayList;
import java.util.List;

/** A line of a body, without its line break. */
record Line(int from, int length) {

  /** Lines end in LF or CRLF; a break at the very end begins no further line. */
  static List<Line> split(byte[] body) {
    var lines = new ArrayList<Line>();
    int from = 0;
    for (int at = 0; at <= body.length; at++) {
      boolean end = at == body.length;
      if (end ? from < at : body[at] == '\n') {
        int to = !end && at > from && body[at - 1] == '\r' ? at - 1 : at;
        lines.add(new Line(from, to - from));
        from = at + 1;
      }
    }
    return lines;
  }
}
