package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.fetch.answer.AnswerPointer;
import dev.millrace.ingestion.fetch.answer.JsonAnswer;
import dev.millrace.ingestion.fetch.pagination.ConnectionPages;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.pagination.SinglePage;
import dev.millrace.ingestion.row.Row;
import java.util.List;

/** Where the rows of a GraphQL answer are. */
sealed interface GraphQlRows {
  /** The rows; without those that are null where an answer with errors is taken. */
  List<Row> of(Object document, boolean withoutNulls);

  /** How the rows come page by page. */
  Pagination pagination();

  /** A connection with its pages. */
  record OfConnection(ConnectionPages pagination) implements GraphQlRows {
    @Override
    public List<Row> of(Object document, boolean withoutNulls) {
      return pagination.rows(document, withoutNulls);
    }
  }

  /** A list in the only answer. */
  record OfList(AnswerPointer pointer) implements GraphQlRows {
    @Override
    public List<Row> of(Object document, boolean withoutNulls) {
      return JsonAnswer.rows(document, pointer);
    }

    @Override
    public Pagination pagination() {
      return new SinglePage();
    }
  }
}
