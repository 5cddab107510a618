using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>What the last daily check of a worker came to.</summary>
public enum WorkerCheck
{
    /// <summary>It was never checked.</summary>
    None,
    Passed,
    Failed,

    /// <summary>No reference lies with its models, so that nothing could be compared.</summary>
    NoReference,
}

/// <summary>A process that grades, by the name of its machine and its part. Whether it is fit to grade stays when it is started anew.</summary>
public sealed class GradingWorker
{
    /// <summary><c>machine/serve</c> or <c>machine/worker</c>.</summary>
    public required string Name { get; set; }
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Since when it takes no gradings; null while it does.</summary>
    public DateTimeOffset? OutSince { get; set; }
    public WorkerCheck Check { get; set; }

    /// <summary>What the last check found, in a sentence or two.</summary>
    public string? CheckWords { get; set; }
    public DateTimeOffset? CheckedAt { get; set; }
    public string? PipelineVersion { get; set; }
    public string? Provider { get; set; }

    /// <summary>When somebody asked for a check at once; null once it was begun.</summary>
    public DateTimeOffset? CheckRequestedAt { get; set; }
}

internal sealed class GradingWorkerTable : IEntityTypeConfiguration<GradingWorker>
{
    public const int NameLength = 200;
    public const int WordsLength = 1000;

    public void Configure(EntityTypeBuilder<GradingWorker> builder)
    {
        builder.HasKey(w => w.Name);
        builder.Property(w => w.Name).HasMaxLength(NameLength);
        builder.Property(w => w.Check).HasConversion<string>().HasMaxLength(20);
        builder.Property(w => w.CheckWords).HasMaxLength(WordsLength);
        builder.Property(w => w.PipelineVersion).HasMaxLength(200);
        builder.Property(w => w.Provider).HasMaxLength(20);
    }
}
