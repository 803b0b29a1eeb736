{{- define "streamner.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "streamner.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "streamner.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "streamner.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Not empty where the worker serves HTTP over TLS. */}}
{{- define "streamner.https" -}}
{{- $http := default dict .Values.settings.http }}
{{- if $http.certificateFile }}yes{{ end }}
{{- range .Values.files }}{{ if eq .setting "http:certificateFile" }}yes{{ end }}{{ end }}
{{- end }}

{{- define "streamner.selector" -}}
app.kubernetes.io/name: {{ include "streamner.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: worker
{{- end }}

{{- define "streamner.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/name: {{ include "streamner.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "streamner.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "streamner.fullname" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "streamner.image" -}}
{{- $tag := default .Chart.AppVersion .Values.image.tag }}
{{- if and .Values.gpu.enabled (not .Values.image.tag) }}{{ $tag = printf "%s%s" $tag .Values.gpu.imageTagSuffix }}{{ end }}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ $tag }}{{ end }}
{{- end }}

{{/* Series of this release's workers, whichever monitor scrapes them. */}}
{{- define "streamner.series" -}}
namespace="{{ .Release.Namespace }}",pod=~"{{ include "streamner.fullname" . }}-.+"
{{- end }}

{{/* More workers than partitions have nothing to do. */}}
{{- define "streamner.maxReplicas" -}}
{{- min (int .Values.autoscaling.maxReplicas) (int .Values.autoscaling.partitions) }}
{{- end }}
