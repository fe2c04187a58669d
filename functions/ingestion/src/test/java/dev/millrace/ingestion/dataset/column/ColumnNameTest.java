package dev.millrace.ingestion.dataset.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnNameTest {
  @ParameterizedTest
  @CsvSource({
    "id, id",
    "userId, userid",
    "user id, user_id",
    "user.address-1, user_address_1",
    "größe, gr__e",
    "_id, c_id",
    "_millrace_job, c_millrace_job",
    "1st, c_1st",
    "'', c_",
    "İ, c_",
    "😀, c_",
  })
  void aFieldAsksForAName(String field, String name) {
    assertThat(ColumnName.of(field)).isEqualTo(name);
  }

  @Property
  void everyFieldAsksForAValidName(@ForAll String field) {
    assertThat(ColumnName.of(field)).matches("[a-z][a-z0-9_]{0,62}");
    assertThat(ColumnName.of(ColumnName.of(field))).isEqualTo(ColumnName.of(field));
  }

  @Property
  void everyFieldGetsAValidNameOfItsOwn(@ForAll List<String> fields) {
    Set<String> taken = new HashSet<>();
    for (String field : fields) {
      String name = ColumnName.free(ColumnName.of(field), taken::contains);
      assertThat(name).matches("[a-z][a-z0-9_]{0,62}");
      assertThat(taken.add(name)).isTrue();
    }
  }
}
