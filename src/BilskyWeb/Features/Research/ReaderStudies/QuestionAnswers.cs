using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>The answers to a reader study's question: indices of a grade, or 0 for low and 1 for high.</summary>
internal static class QuestionAnswers
{
    extension(ReadScale question)
    {
        public int Choices => question == ReadScale.SixGrades ? BilskyGrades.Count : 2;

        public bool Holds(int answer) => answer >= 0 && answer < question.Choices;

        /// <summary>An answer in words; empty when there is none.</summary>
        public string TextOf(short? answer) => answer is not { } a ? "" : question == ReadScale.SixGrades ? ((BilskyGrade)a).ToText() : a == 1 ? "high" : "low";

        /// <summary>What a grade answers; null when there is none.</summary>
        public short? AnswerOf(BilskyGrade? grade) => grade is not { } g ? null : question == ReadScale.SixGrades ? (short)g : (short)(g.IsHighGrade() ? 1 : 0);
    }
}
