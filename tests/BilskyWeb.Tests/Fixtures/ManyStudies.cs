using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Rows of a hospital that has used the program for long, made by SQL: so many that PostgreSQL has to choose how it reads them.</summary>
internal static class ManyStudies
{
    /// <summary>
    /// Every study graded twice and reviewed, one in ten minutes, the newest just now; every fourth sent by an upload. Nothing is due, lost or behind, so whoever looks
    /// for that must find it out without reading all.
    /// </summary>
    public static async Task InsertAsync(BilskyDbContext database, int studies)
    {
        database.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await database.Database.ExecuteSqlRawAsync(Rows, studies);
    }

    private const string Rows = """
        alter table "Studies" disable trigger bilsky_case_due;

        insert into "Studies" ("Id", "StudyInstanceUid", "PatientId", "PatientName", "InstanceCount", "GradingRequestedFor", "ArrivedAt", "LastInstanceAt", "GradingDueAt")
        select gen_random_uuid(), '2.25.9' || i, 'P' || i, 'Name' || i || '^Given', 31, 31, now() - i * interval '10 minutes', now() - i * interval '10 minutes', now() - i * interval '10 minutes'
        from generate_series(1, {0}) i;

        alter table "GradingRuns" disable trigger bilsky_rank;
        alter table "ReviewStandings" disable trigger bilsky_rank;

        insert into "GradingRuns" ("Id", "StudyId", "State", "SubmittedAt", "FinishedAt", "SlicesDone", "SlicesTotal", "InstanceCount", "CancelRequested", "ResearchOnly", "HighestGrade", "HighestSingleGrade", "Flagged", "Attempts")
        select gen_random_uuid(), "Id", 'Complete', "ArrivedAt" + n * interval '1 second', "ArrivedAt" + n * interval '2 seconds', 31, 31, 31, false, true, grade, grade, grade > 2, 0
        from (select "Id", "ArrivedAt", hashtext("StudyInstanceUid") & 3 grade from "Studies") s, generate_series(1, 2) n;

        insert into "ReviewStandings" ("StudyId", "RunId", "Sequence", "ChangedAt", "Grade", "GradeByReviewer", "Flagged", "NeedsReader", "Reason", "Strip", "Levels", "KeyImages", "SlicesRead", "Conflicts", "Addenda", "ChangedSinceSigned", "SignedOnRun")
        select distinct on ("StudyId") "StudyId", "Id", 1, "FinishedAt", "HighestGrade", true, "Flagged", false, '', 'a', '[]', '[]', 1, 0, 0, false, false
        from "GradingRuns" order by "StudyId", "SubmittedAt" desc;

        insert into "RegionRegrades" ("Id", "StudyId", "RunId", "Ordinal", "CentreX", "CentreY", "SideMm", "DrawnById", "DrawnByName", "DrawnAt", "State", "Probabilities", "Distances", "HighGradeProbability")
        select gen_random_uuid(), "StudyId", "RunId", 0, 1, 1, 1, gen_random_uuid(), 'Dr Ada', "ChangedAt", 'Complete', array[]::double precision[], array[]::double precision[], 0 from "ReviewStandings";

        insert into "Uploads" ("Id", "OwnerId", "State", "StartedAt", "SubmittedAt", "FinishedAt", "Bytes", "SubmitWhenChecked", "LastActivityAt", "FailedAttempts")
        select gen_random_uuid(), gen_random_uuid(), 'Sent', "ArrivedAt", "ArrivedAt", "ArrivedAt", 1, true, "ArrivedAt", 0 from "Studies" where hashtext("PatientId") % 4 = 0;

        insert into "UploadFiles" ("UploadId", "Name", "Bytes", "Outcome", "StudyInstanceUid", "SopInstanceUid")
        select "Id", 'a.dcm', 1, 'Stored', '2.25.8' || f, '2.25.7' || f || '.' || row_number() over () from "Uploads", generate_series(1, 4) f;

        alter table "GradingRuns" enable trigger bilsky_rank;
        alter table "ReviewStandings" enable trigger bilsky_rank;
        analyze;
        select bilsky_rank_all();
        alter table "Studies" enable trigger bilsky_case_due;
        analyze "Studies";
        """;
}
