/** The model of a training set: its definition, and the table and columns of its features. */
package dev.millrace.training.model;
