"""Links two tables with Splink on DuckDB and prints one line of figures. Called by the bench with a folder that holds
claims.csv and records.csv; needs a python with `splink` (5) and `duckdb`."""

import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

folder = sys.argv[1]
start = time.time()
connection = duckdb.connect()
connection.execute("SET threads TO 2")
for table in ("claims", "records"):
    # A record lies in one cell of a day and half a degree; a claim looks into its own and the neighbouring ones.
    days, cells = ((-1, 0, 1), (-1, 0, 1)) if table == "claims" else ((0,), (0,))
    keys = ", ".join(
        f"(day + {d})::VARCHAR || '_' || (floor(lat * 2)::INT + {y})::VARCHAR || '_' || (floor(lon * 2)::INT + {x})::VARCHAR"
        for d in days for y in cells for x in cells
    )
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in ("actor_a", "actor_b", "kind", "killed"))
    connection.execute(f"""
        CREATE TABLE {table} AS SELECT *, [{keys}] AS keys
        FROM read_csv('{folder}/{table}.csv', header = true, types = {{{types}}})
    """)
api = DuckDBAPI(connection)
tables = [api.register(name) for name in ("claims", "records")]
settings = SettingsCreator(
    link_type="link_only",
    probability_two_random_records_match=0.6 / connection.execute("SELECT count(*) FROM records").fetchall()[0][0],
    comparisons=[
        cl.CustomComparison(output_column_name="day", comparison_levels=[
            {"sql_condition": "day_l IS NULL OR day_r IS NULL", "label_for_charts": "null", "is_null_level": True},
            {"sql_condition": "day_l = day_r", "label_for_charts": "same day"},
            {"sql_condition": "abs(day_l - day_r) <= 1", "label_for_charts": "one day"},
            {"sql_condition": "ELSE", "label_for_charts": "else"},
        ]),
        cl.DistanceInKMAtThresholds("lat", "lon", [0.1, 2, 5, 10, 25, 50]),
        cl.ExactMatch("actor_a").configure(term_frequency_adjustments=True),
        cl.ExactMatch("actor_b").configure(term_frequency_adjustments=True),
        cl.ExactMatch("kind"),
        cl.ExactMatch("killed").configure(term_frequency_adjustments=True),
    ],
    blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
    additional_columns_to_retain=["event"],
)
linker = Linker(tables, settings, log_level=40)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("day", "actor_a"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("killed", "day"))
predictions = linker.inference.predict()
name = predictions.physical_name
seconds = time.time() - start
true = connection.execute("SELECT count(*) FROM claims c JOIN records r USING (event)").fetchall()[0][0]
pairs, said, right, total = connection.execute(f"""
    SELECT count(*), count(*) FILTER (match_probability >= 0.5),
           count(*) FILTER (match_probability >= 0.5 AND event_l = event_r), sum(match_probability)
    FROM {name} """).fetchall()[0]
# The best partner of each claim only, as a linker without assignment would have it.
best_said, best_right = connection.execute(f"""
    WITH best AS (SELECT *, row_number() OVER (PARTITION BY unique_id_l ORDER BY match_probability DESC, unique_id_r) AS n FROM {name})
    SELECT count(*) FILTER (match_probability >= 0.5), count(*) FILTER (match_probability >= 0.5 AND event_l = event_r) FROM best WHERE n = 1
    """).fetchall()[0]
ece = connection.execute(f"""
    WITH bins AS (SELECT least(9, floor(match_probability * 10)) AS bin, sum(match_probability) AS said,
                         count(*) FILTER (event_l = event_r) AS truth, count(*) AS n
                  FROM {name} WHERE match_probability >= 0.1 GROUP BY bin)
    SELECT sum(abs(said - truth)) / sum(n) FROM bins """).fetchall()[0][0]
usage = resource.getrusage(resource.RUSAGE_SELF)
print(f"splink: {seconds:.1f} s ({usage.ru_utime + usage.ru_stime:.1f} s of processor, evaluation included), {pairs} candidates, "
      f"{usage.ru_maxrss / 1e6:.2f} GB at most; every pair with p >= 0.5: precision {right / max(said, 1):.3f} recall {right / true:.3f}; "
      f"best of each claim: precision {best_right / max(best_said, 1):.3f} recall {best_right / true:.3f}; ECE {ece:.4f} sum/true {total / true:.3f}")
