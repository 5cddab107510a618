using System.Diagnostics;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Inference;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>What became of the files handed to <c>grade</c>.</summary>
/// <param name="Grading">Everything that is printed.</param>
/// <param name="Graded">Studies that were graded.</param>
/// <param name="Failures">Files and studies that should have been graded and were not, a line each.</param>
/// <param name="Stopped">Why the files could not be taken at all; null when they were.</param>
internal sealed record FileGradingOutcome(GradingJson Grading, int Graded, IReadOnlyList<string> Failures, Error? Stopped);

/// <summary>
/// Takes files the way an upload is taken, puts them into an archive that lives as long as the command, and grades each study there
/// with the job's own code.
/// </summary>
internal sealed class FileGrading(SlicePipeline pipeline, StudyRule rule, TextWriter progress)
{
    private readonly List<SkippedJson> _skipped = [];
    private readonly List<SkippedJson> _notes = [];
    private readonly List<string> _failures = [];
    private readonly List<IntakeItem> _accepted = [];

    // Each path handed over is a delivery: a file that does not say whose it is may belong to any study of its delivery.
    private readonly List<(int Delivery, UnreadFile File)> _unread = [];
    private readonly HashSet<(int Delivery, string StudyInstanceUid)> _delivered = [];
    private int _delivery;

    public async Task<FileGradingOutcome> RunAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bilsky-grade-").FullName;
        try
        {
            return await RunAsync(paths, folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<FileGradingOutcome> RunAsync(IReadOnlyList<string> paths, string folder, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            // The archive's own account passes through to its folder; what lies beside it is not readable to it.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
        }

        var staging = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        if (await TakeAsync(paths, staging, cancellationToken) is { } stopped)
        {
            return new FileGradingOutcome(GradingJson.From([], _skipped), 0, _failures, stopped);
        }

        List<(string StudyInstanceUid, GradingRun Run)> runs = [];
        if (_accepted.Count > 0)
        {
            await using var orthanc = await PrivateOrthanc.StartAsync(Path.Combine(folder, "archive"), cancellationToken, new PrivateOrthancOptions { Durable = false });
            using var archive = new DicomWebArchive(orthanc.Address());
            var stored = await StoreAsync(archive, staging, cancellationToken);
            foreach (var study in stored.Select(i => i.Header!.StudyInstanceUid).Distinct().Order(StringComparer.Ordinal))
            {
                var grader = new StudyGrader(archive, pipeline, rule) { Unread = UnreadWith(study) };
                runs.Add((study, await GradeAsync(grader, study, runs.Count + 1, cancellationToken)));
            }
        }
        else
        {
            _failures.Add("No DICOM images were found.");
        }

        return new FileGradingOutcome(GradingJson.From(runs, _skipped) with { Notes = _notes }, runs.Count(r => r.Run.State == GradingState.Complete), _failures, null);
    }

    private async Task<Error?> TakeAsync(IReadOnlyList<string> paths, string staging, CancellationToken cancellationToken)
    {
        var intake = new FileIntake(staging, new Part10Screener(new ScreeningLimits()), new IntakeLimits(), (item, _) =>
        {
            if (item.Verdict == IntakeVerdict.Accepted)
            {
                _accepted.Add(item);
                _delivered.Add((_delivery, item.Header!.StudyInstanceUid));
                if (item.Reason is { } note)
                {
                    _notes.Add(new SkippedJson(item.Name, note));
                }
            }
            else
            {
                _skipped.Add(new SkippedJson(item.Name, item.Reason ?? ""));
            }

            if (item.Unread is { } unread)
            {
                _unread.Add((_delivery, unread));
            }

            if (item.Verdict == IntakeVerdict.Rejected)
            {
                _failures.Add($"{item.Name}: {item.Reason}");
            }

            return ValueTask.CompletedTask;
        });
        foreach (var path in paths)
        {
            _delivery++;
            if (await intake.TakePathAsync(path, cancellationToken) is { Error: { } stopped })
            {
                return stopped;
            }
        }

        await progress.WriteLineAsync($"{_accepted.Count} images, {_skipped.Count} files left out.");
        foreach (var same in _notes.GroupBy(n => n.Reason))
        {
            await progress.WriteLineAsync($"{same.First().File}{(same.Count() > 1 ? $" and {same.Count() - 1} more" : "")}: {same.Key}");
        }

        return null;
    }

    private async Task<List<IntakeItem>> StoreAsync(DicomWebArchive archive, string staging, CancellationToken cancellationToken)
    {
        List<IntakeItem> stored = [];
        var next = 0;
        await foreach (var outcome in archive.StoreAsync(_accepted.Select(i => new StowFile(Path.Combine(staging, i.StagedName!), i.Header!.SopInstanceUid)), cancellationToken))
        {
            var item = _accepted[next++];
            if (outcome.Status is StoreStatus.Stored or StoreStatus.StoredWithWarning)
            {
                stored.Add(item);
            }
            else
            {
                _skipped.Add(new SkippedJson(item.Name, outcome.Message));
                _unread.Add((0, UnreadFile.NotStored(item.Header!)));
                _failures.Add($"{item.Name}: {outcome.Message}");
            }
        }

        return stored;
    }

    private List<UnreadFile> UnreadWith(string studyInstanceUid) =>
        [.. _unread.Where(u => u.File.StudyInstanceUid == studyInstanceUid || (u.File.StudyInstanceUid is null && _delivered.Contains((u.Delivery, studyInstanceUid)))).Select(u => u.File)];

    private async Task<GradingRun> GradeAsync(StudyGrader grader, string study, int number, CancellationToken cancellationToken)
    {
        var run = new GradingRun { State = GradingState.InProgress };
        var watch = Stopwatch.StartNew();
        var outcome = await grader.GradeAsync(study, new SliceLine(progress, number), cancellationToken);
        if (outcome.IsOk)
        {
            GradingRecord.Fill(run, outcome.Value, pipeline, rule);
        }
        else
        {
            run.State = GradingState.Failed;
            run.Error = outcome.Error!.Message;
        }

        if (run.State == GradingState.Complete)
        {
            await progress.WriteLineAsync($"Study {number}: {run.SlicesTotal} slices in {watch.Elapsed.TotalSeconds:0.0} s.");
        }
        else
        {
            _failures.Add($"Study {study}: {run.Error}");
        }

        return run;
    }

    private sealed class SliceLine(TextWriter progress, int study) : IProgress<GradingProgress>
    {
        public void Report(GradingProgress value) => progress.WriteLine($"Study {study}: slice {value.Done} of {value.Total}");
    }
}
