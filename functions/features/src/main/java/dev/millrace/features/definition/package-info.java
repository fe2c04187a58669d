/** What a model's {@code model.json} says: the record, the look-ups and the features. */
package dev.millrace.features.definition;
