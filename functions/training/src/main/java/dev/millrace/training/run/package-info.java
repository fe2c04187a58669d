/** A run that builds a training set: its request, its rows in DynamoDB, its steps in the queue. */
package dev.millrace.training.run;
