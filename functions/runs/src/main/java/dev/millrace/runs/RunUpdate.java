package dev.millrace.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** An update of a row: what it sets and removes. Names are never DynamoDB's reserved words. */
final class RunUpdate {
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();
  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private String condition = "";

  RunUpdate set(String attribute, AttributeValue value) {
    sets.add("%s = %s".formatted(name(attribute), value(attribute, value)));
    return this;
  }

  /** Sets an entry of an attribute that is a map. */
  RunUpdate setEntry(String attribute, String entry, AttributeValue value) {
    String key = attribute + "_of_" + entry;
    names.put("#" + key, entry);
    sets.add("%s.#%s = %s".formatted(name(attribute), key, value(key, value)));
    return this;
  }

  RunUpdate remove(String attribute) {
    removes.add(name(attribute));
    return this;
  }

  /** Only where the attribute has one of these values. */
  RunUpdate where(String attribute, List<AttributeValue> allowed) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < allowed.size(); i++) {
      names.add(value("allowed_" + i, allowed.get(i)));
    }
    condition = "%s IN (%s)".formatted(name(attribute), String.join(", ", names));
    return this;
  }

  private String name(String attribute) {
    names.put("#" + attribute, attribute);
    return "#" + attribute;
  }

  private String value(String key, AttributeValue value) {
    values.put(":" + key, value);
    return ":" + key;
  }

  UpdateItemRequest.Builder request() {
    return UpdateItemRequest.builder()
        .updateExpression(
            (sets.isEmpty() ? "" : "SET " + String.join(", ", sets) + " ")
                + (removes.isEmpty() ? "" : "REMOVE " + String.join(", ", removes)))
        .conditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values);
  }
}
