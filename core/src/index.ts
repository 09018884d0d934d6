export * from './numeric/error.js';
export * from './tensor/tensor.js';
export { describeTensor, type TensorDescription } from './tensor/describeTensor.js';
export type { RowDescription } from './tensor/rowSums.js';
export type { Source, TextOrigin, TextRange } from './tensor/source.js';
export { syntaxOfLanguage, type Syntax, wordValue, wrapperType } from './tensor/syntax.js';
export * from './tensor/parseWarnings.js';
export * from './tensor/parseTensor.js';
export { NumberScanner, type TextWriter } from './tensor/numberScanner.js';
export * from './tensor/findArray.js';
export * from './tensor/arrayIndex.js';
export type { Part } from './tensor/documentParts.js';
export { passageAt } from './tensor/passageAt.js';
export type { Passage, TablePart } from './tensor/passage.js';
export { saidShape } from './tensor/saidShape.js';
export { blank } from './tensor/plainText.js';
export type { ScopeWalk } from './tensor/scopes.js';
export { joinKeys, partKeys, shiftArray, type PartKeys } from './tensor/keyedArrays.js';
export type { ArrayKey, FoundArray, KeyedArray } from './tensor/foundArray.js';
export * from './numeric/limits.js';
export { CompensatedSum } from './numeric/sum.js';
export { vectorNorm } from './vectors/dotProduct.js';
export * from './vectors/compareVectors.js';
export * from './network/config.js';
export * from './network/layersText.js';
export * from './network/records.js';
export * from './numeric/warning.js';
export * from './numeric/tolerance.js';
export type {
  ChoiceOption,
  FlagOption,
  MatrixOption,
  NumberOption,
  OptionSpec,
  VectorOption,
} from './numeric/option.js';
export { counted, grouped, tuple } from './numeric/describe.js';
export { type BaseOptions, unitOf } from './numeric/base.js';
export type { Like, LikeRows, Nested } from './tensor/like.js';
export type { AxisOptions } from './probability/rows.js';
export type { DistributionOptions } from './probability/distribution.js';
export * from './probability/softmax.js';
export * from './probability/oneHot.js';
export * from './probability/normalize.js';
export { labelSmoothing } from './probability/labelSmoothing.js';
export { surprise, surpriseGradient } from './probability/surprise.js';
export type { Reduced, Reduction, ReductionOptions } from './losses/reduce.js';
export type { EpsilonMode, EpsilonOptions } from './losses/epsilon.js';
export type { LossGradient } from './losses/options.js';
export { crossEntropy, crossEntropyGradient, type CrossEntropyOptions } from './losses/crossEntropy.js';
export {
  categoricalCrossEntropy,
  categoricalCrossEntropyGradient,
  type CategoricalCrossEntropyOptions,
} from './losses/categoricalCrossEntropy.js';
export {
  binaryCrossEntropy,
  binaryCrossEntropyGradient,
  type BinaryCrossEntropyOptions,
} from './losses/binaryCrossEntropy.js';
export { meanSquaredError, meanSquaredErrorGradient, type MeanSquaredErrorOptions } from './losses/meanSquaredError.js';
export { focalLoss, focalLossGradient, type FocalLossOptions, type FocalMode } from './losses/focalLoss.js';
export * from './losses/softmaxCrossEntropyHessian.js';
export type { Label, LabelVector } from './metrics/labels.js';
export {
  confusionFromCounts,
  confusionMatrix,
  type ConfusionMatrix,
  type ConfusionOptions,
} from './metrics/confusionMatrix.js';
export { LabelCounter } from './metrics/labelCounter.js';
export { normalizeConfusion, type ConfusionShare } from './metrics/normalizeConfusion.js';
export * from './metrics/accuracy.js';
export * from './metrics/agreement.js';
export * from './metrics/classificationReport.js';
export * from './metrics/classTree.js';
export * from './metrics/wilsonInterval.js';
export { meanInterval, type MeanInterval } from './metrics/meanInterval.js';
export { studentQuantile } from './metrics/studentQuantile.js';
export { doubtfulLabels, type DoubtfulLabel, type DoubtfulLabels } from './metrics/doubtfulLabels.js';
export { flipLabels } from './metrics/flipLabels.js';
export * from './metrics/topKAccuracy.js';
export * from './metrics/expectedCalibrationError.js';
export * from './metrics/mostConfused.js';
export { mergeClasses } from './metrics/mergeClasses.js';
export { mergeCost, mergeCosts, type MergeCost, type PairCost } from './metrics/mergeCost.js';
export * from './metrics/mergeHierarchy.js';
export { mcNemar } from './metrics/mcNemar.js';
export { chiSquaredTail } from './metrics/chiSquaredTail.js';
export { cochransQ, type CochransQ } from './metrics/cochransQ.js';
export { macroF1, macroF1Difference, type MacroF1 } from './metrics/macroF1.js';
export { pairedDifference, type PairedCounts, type PairedDifference } from './metrics/pairedDifference.js';
export * from './metrics/leafOrder.js';
export { entropy, entropyGradient, type EntropyOptions } from './information/entropy.js';
export { gini, giniGradient, type GiniOptions } from './information/gini.js';
export {
  mutualInformation,
  mutualInformationGradient,
  type MutualInformationOptions,
} from './information/mutualInformation.js';
export {
  conditionalEntropy,
  conditionalEntropyGradient,
  type ConditionalEntropyOptions,
} from './information/conditionalEntropy.js';
export { informationGain, type InformationGainOptions } from './information/informationGain.js';
export { thresholdGain, type ThresholdGain } from './information/thresholdGain.js';
export { clusterPurity } from './information/clusterPurity.js';
export { contingencyTable, type ContingencyTable } from './information/contingencyTable.js';
export {
  normalizedMutualInformation,
  type EntropyAverage,
  type NormalizedMutualInformationOptions,
} from './information/normalizedMutualInformation.js';
export { adjustedMutualInformation } from './information/adjustedMutualInformation.js';
export { vMeasure, type VMeasure } from './information/vMeasure.js';
export type { DistanceFunction, DistanceGradientFunction } from './divergences/distance.js';
export type { DistanceGradient, DistanceOptions } from './divergences/rowDistance.js';
export { klDivergence, klDivergenceGradient, type KlDivergenceOptions } from './divergences/klDivergence.js';
export { jsDivergence, jsDivergenceGradient, type JsDivergenceOptions } from './divergences/jsDivergence.js';
export { jsDistance, jsDistanceGradient, type JsDistanceOptions } from './divergences/jsDistance.js';
export { totalVariation, totalVariationGradient, type TotalVariationOptions } from './divergences/totalVariation.js';
export { hellinger, hellingerGradient, type HellingerOptions } from './divergences/hellinger.js';
export {
  bhattacharyyaCoefficient,
  bhattacharyyaCoefficientGradient,
  type BhattacharyyaCoefficientOptions,
} from './divergences/bhattacharyyaCoefficient.js';
export {
  bhattacharyyaDistance,
  bhattacharyyaDistanceGradient,
  type BhattacharyyaDistanceOptions,
} from './divergences/bhattacharyyaDistance.js';
export { wasserstein1, wasserstein1Gradient, type Wasserstein1Options } from './divergences/wasserstein1.js';
export { earthMover, earthMoverGradient, type EarthMover, type EarthMoverGradient } from './divergences/earthMover.js';
export { finished } from './numeric/finished.js';
export * from './numeric/mersenneTwister.js';
export { dataError, type Inflate, type NamedBytes } from './data/bytes.js';
export * from './data/idx.js';
export * from './data/dataset.js';
export * from './data/applyCorrections.js';
export * from './data/corrections.js';
export type { FeatureOrigin } from './data/features.js';
export * from './data/splits.js';
export * from './data/folds.js';
export * from './network/runFields.js';
export * from './network/presets.js';
export * from './network/checkConfig.js';
export * from './catalogue/evaluate.js';
export type { ConventionPhrase } from './catalogue/convention.js';
export { measureOf, measures } from './catalogue/measures.js';
export type {
  Domain,
  Measure,
  MeasureGradient,
  MeasureGradientFunction,
  MeasureInput,
  MeasureOptions,
} from './catalogue/measure.js';
export * from './kernels/kernel.js';
export { padded, Space, type Memory } from './kernels/memory.js';
export * from './kernels/typescript.js';
export * from './network/layout.js';
export * from './network/unfitNetwork.js';
export * from './network/network.js';
export * from './network/load.js';
export { countQuads, loadQuads } from './network/pixels.js';
export * from './network/mnistFiles.js';
export * from './network/partSets.js';
export * from './network/prepare.js';
export * from './network/scaling.js';
export * from './network/scaleAdvice.js';
export * from './network/rateAt.js';
export * from './network/rowLoss.js';
export { logLoss } from './network/logLoss.js';
export * from './network/objective.js';
export * from './network/trainingLoop.js';
export * from './network/labPlan.js';
export * from './network/lossLab.js';
export * from './network/labSummary.js';
export * from './network/crossValidate.js';
export * from './network/batchTime.js';
export * from './kernels/wasm.js';
export * from './kernels/team.js';
export { readSafetensors, writeSafetensors, type Safetensors, type StoredTensor } from './data/safetensors.js';
export * from './data/jsonFault.js';
export * from './data/npy.js';
export * from './data/npz.js';
export * from './data/centreDigit.js';
export * from './data/crc32.js';
export { readCsv, type Table } from './data/csv.js';
export { csvText, notFormula } from './data/csvText.js';
export { readCells, readContents, type Contents, type LeftOut, type TableSource } from './data/tables.js';
export type { ColumnName, DataOptions, FeatureColumn, TableOptions } from './data/columns.js';
export type { TableForm } from './data/cells.js';
export { describeTable, type TableColumn, type TableFacts } from './data/describeTable.js';
export { readNpyHeader } from './data/npyHeader.js';
export { readPredictions } from './predictions/predictions.js';
export { bandOf, type Band } from './numeric/band.js';
export { firstAbove, firstAtLeast } from './numeric/rising.js';
export { thinned, type Curve, type ThinnedOptions } from './numeric/thinned.js';
export { smoothed } from './numeric/smoothed.js';
export { curveAlong, CurveSeries, nearestTo, type CurveAxis } from './curves/curveSeries.js';
export { CurveSet, type CurveFault, type CurveProblem } from './curves/curveSet.js';
export { EventCurves } from './curves/eventCurves.js';
export { joinedCurves, joinWriters } from './curves/joinWriters.js';
export { CsvCurves, isCurveTable } from './curves/csvCurves.js';
export { readTrainerState, trainerState } from './curves/trainerState.js';
export { logCurves, readLogCurves, type LogCurves } from './curves/logCurves.js';
export { extraText } from './predictions/extras.js';
export type {
  ExtraColumn,
  PredictionChoices,
  PredictionQuestion,
  Predictions,
  RoundedSums,
  ScoreKind,
} from './predictions/types.js';
export { checkpointScaling, readCheckpoint, scaledAs, writeCheckpoint } from './network/checkpoint.js';
export * from './network/sequential.js';
export * from './network/stateDict.js';
export * from './network/foreignModel.js';
export * from './network/readWeightsFile.js';
export * from './onnx/writeOnnx.js';
export * from './network/reader.js';
export * from './network/permutationImportance.js';
export * from './network/smallestChange.js';
export * from './data/nearestImages.js';
export { readReport, type PrintedReport, type ReportRow } from './prints/report.js';
export { readReportDict } from './prints/reportDict.js';
export { countsOfReport, reportFaults, type ReportFault } from './prints/reportFacts.js';
export { columnAt, sizeFault, type PrintedColumn, type PrintedTable } from './prints/table.js';
export { readFrame } from './prints/frame.js';
export { readSeries } from './prints/series.js';
export { readMarkdownTable } from './prints/markdownTable.js';
export * from './prints/confusion.js';
export * from './prints/trainingLog.js';
export * from './prints/print.js';
export * from './prints/summary.js';
export { matrixAt } from './prints/matrixAt.js';
export * from './arrays/dtypes.js';
export * from './arrays/arrayHeader.js';
export * from './arrays/arraySlice.js';
export { numberText, type NumberText } from './arrays/numberText.js';
export { parseSlice } from './arrays/parseSlice.js';
export { readBlock, type ArrayBlock, type Span } from './arrays/readBlock.js';
export { heatMap, type HeatMap } from './arrays/heatMap.js';
export { arrayStatistics, type ArrayStatistics, type StatisticsOptions } from './arrays/arrayStatistics.js';
export { arrayDifference, type ArrayDifference } from './arrays/arrayDifference.js';
export { nanPlaces, type NanPlaces } from './arrays/nanPlaces.js';
export { countBeside } from './arrays/countBeside.js';
export type { Histogram } from './arrays/histogram.js';
export type { Quantiles } from './arrays/quantiles.js';
export { imageViews, readPicture, type ArrayPicture, type ImageView } from './arrays/imageViews.js';
export { copyText, type CopyForm } from './arrays/copyText.js';
export { openArray, readArrays } from './arrays/arrayFile.js';
