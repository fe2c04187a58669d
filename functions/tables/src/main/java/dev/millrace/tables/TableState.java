package dev.millrace.tables;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One state of a table: what is read is of this state, whatever others commit meanwhile, and a
 * commit succeeds only while it is the newest. For one thread at a time; good for one commit, after
 * which it is {@link #reload()}ed.
 */
public final class TableState {
  private final LakeCatalog catalog;
  private final TableIdentifier identifier;
  private final TableOperations operations;
  private final Table table;

  private TableState(LakeCatalog catalog, TableIdentifier identifier, TableOperations operations) {
    this.catalog = catalog;
    this.identifier = identifier;
    this.operations = operations;
    this.table = new BaseTable(operations, identifier.toString());
  }

  static TableState of(LakeCatalog catalog, TableIdentifier identifier, Table loaded) {
    return new TableState(
        catalog, identifier, new PinnedOperations(((HasTableOperations) loaded).operations()));
  }

  /** For reading; its own {@code refresh()} changes nothing. */
  public Table table() {
    return table;
  }

  /** The columns of the table's current schema. */
  public Schema schema() {
    return table.schema();
  }

  /** The properties of the table, those of Iceberg's own among them. */
  public Map<String, String> properties() {
    return table.properties();
  }

  /** A property by its name, if the table has it. */
  public Optional<String> property(String name) {
    return Optional.ofNullable(table.properties().get(name));
  }

  /**
   * The table as it would be with another schema, for writing files that are committed together
   * with that change. Nothing is changed.
   */
  public Table planned(Consumer<UpdateSchema> change) {
    Transaction transaction = newTransaction();
    UpdateSchema update = transaction.updateSchema();
    change.accept(update);
    update.commit();
    return transaction.table();
  }

  /** The table's state of now. */
  public TableState reload() {
    return catalog.load(identifier);
  }

  /** A transaction whose commit succeeds only while this state is the newest. */
  Transaction newTransaction() {
    return Transactions.newTransaction(identifier.toString(), operations);
  }

  @Override
  public String toString() {
    return identifier.toString();
  }
}
