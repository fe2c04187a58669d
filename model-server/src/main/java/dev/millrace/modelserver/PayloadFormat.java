package dev.millrace.modelserver;

import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats of a request; its answer has the same. */
enum PayloadFormat {
  JSON("application/json") {
    @Override
    void read(byte[] body, Instances instances) throws RejectedRequestException {
      JsonInstances.read(body, instances);
    }

    @Override
    byte[] answer(Model model, Predictions predictions) throws IOException {
      return PredictionText.json(model, predictions);
    }
  },

  JSON_LINES("application/jsonlines") {
    @Override
    void read(byte[] body, Instances instances) throws RejectedRequestException {
      JsonInstances.readLines(body, instances);
    }

    @Override
    byte[] answer(Model model, Predictions predictions) throws IOException {
      return PredictionText.jsonLines(predictions);
    }
  },

  CSV("text/csv") {
    @Override
    void read(byte[] body, Instances instances) throws RejectedRequestException {
      CsvInstances.read(body, instances);
    }

    @Override
    byte[] answer(Model model, Predictions predictions) {
      return PredictionText.csv(predictions);
    }
  };

  private final String contentType;

  PayloadFormat(String contentType) {
    this.contentType = contentType;
  }

  /** Reads instances; those that are none are refused one by one. */
  abstract void read(byte[] body, Instances instances) throws RejectedRequestException;

  abstract byte[] answer(Model model, Predictions predictions) throws IOException;

  String contentType() {
    return contentType;
  }

  /**
   * The format of a Content-Type header, whose case is ignored, as are parameters other than
   * charset.
   *
   * @param header null when there is none
   * @throws RejectedRequestException 415 for another type, or a charset other than UTF-8
   */
  static PayloadFormat of(String header) throws RejectedRequestException {
    List<String> parts =
        header == null
            ? List.of("")
            : Arrays.stream(header.toLowerCase(Locale.ROOT).split(";")).map(String::strip).toList();
    for (String parameter : parts.subList(1, parts.size())) {
      if (parameter.startsWith("charset=")
          && !parameter.matches("charset=\"?(utf-8|us-ascii)\"?")) {
        throw RejectedRequestException.request(
            415, "the Content-Type has the %s; expected utf-8".formatted(parameter));
      }
    }
    for (PayloadFormat format : values()) {
      if (format.contentType.equals(parts.getFirst())) {
        return format;
      }
    }
    throw RejectedRequestException.request(
        415,
        "the Content-Type is '%s'; expected one of %s"
            .formatted(
                parts.getFirst(),
                Arrays.stream(values())
                    .map(PayloadFormat::contentType)
                    .collect(Collectors.joining(", "))));
  }
}
