# Run with: gnuplot events-loads.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' events-loads.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "events-loads.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,829 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,829 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.29in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "events-loads.".kind }
if (text) { set title "What an event costs: Memory that is mapped"; set key outside top center horizontal }
if (!text) {
  set label 901 "What an event costs: Memory that is mapped" at screen 0.015, screen 0.9735 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9481 left font note tc rgb "#666666"
  set tmargin at screen 0.8987
  set key at screen 0.015, screen 0.9324 left top horizontal Left reverse samplen 2
}
set xlabel "time per operation (median; lines: 10th to 90th percentile)"
set logscale x 10
set xrange [0.000999:1055.88]
set yrange [-12.60:0.60]
set border 1
set grid xtics noytics
unset mxtics
set xtics ("0.001 ns" 0.001, "0.01 ns" 0.01, "0.1 ns" 0.1, "1 ns" 1, "10 ns" 10, "100 ns" 100, "1 µs" 1000)
set ytics scale 0 ("walk load_4k bytes=16M" -0, "walk load_2m bytes=16M" -1, "walk bytes=16M" -2, "walk load_4k bytes=64M" -3, "walk load_2m bytes=64M" -4, "walk bytes=64M" -5, "walk load_4k bytes=128M huge=1" -6, "walk load_2m bytes=128M huge=1" -7, "walk load_1g bytes=128M huge=1" -8, "walk bytes=128M huge=1" -9, "walk walk_1g bytes=128M huge=1" -10, "gups update" -11, "gups update page=2M" -12)
if (text) {
w = 0.2500 # of a bar
plot data index 0 using (0.001):(-$1-$6*w):($2-0.001):(0) with vectors nohead lt 1 notitle, \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." spt") with labels left offset 1,0 notitle, \
  data index 1 using (0.001):(-$1-$6*w):($2-0.001):(0) with vectors nohead lt 3 notitle, \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." kvm-spt") with labels left offset 1,0 notitle, \
  data index 2 using (0.001):(-$1-$6*w):($2-0.001):(0) with vectors nohead lt 4 notitle, \
  data index 2 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." native") with labels left offset 1,0 notitle
} else {
w = 0.2733 # of a bar
plot data index 0 using 2:(-$1):(0.001):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 1 title "spt", \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 0 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle, \
  data index 1 using 2:(-$1):(0.001):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 3 title "kvm-spt", \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 1 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle, \
  data index 2 using 2:(-$1):(0.001):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 4 title "native", \
  data index 2 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 2 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle
}
}
set output
