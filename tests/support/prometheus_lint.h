// The rules of Prometheus' own linter (`promtool check metrics`) for a page of metrics, those that ours could break. A
// few dozen lines of our own, because promtool comes with the whole of Prometheus, of which nothing else is needed.
#pragma once

#include <string>
#include <vector>

namespace clearance {

// What is wrong with a page in text format 0.0.4, each with the metric's name or the line in front; empty when nothing
// is: every sample belongs to a metric with one HELP that says something and one TYPE before it, and comes once; names
// are lower case; a counter's, and no other's, ends in _total; no name ends as those of a histogram's parts do, says
// its own kind, or has a unit that is not Prometheus' own ("days" instead of "seconds").
std::vector<std::string> PrometheusComplaints(const std::string& page);

}  // namespace clearance
