// Built from source/ by scripts/frontend; Lit is BSD-3-Clause, the icons are Apache-2.0.
var X5=Object.defineProperty;var Y5=Object.getOwnPropertyDescriptor;var o=(L,C,H)=>()=>{if(H)throw H[0];try{return L&&(C=L(L=0)),C}catch(V){throw H=[V],V}};var m=(L,C,H,V)=>{for(var M=V>1?void 0:V?Y5(C,H):C,r=L.length-1,e;r>=0;r--)(e=L[r])&&(M=(V?e(C,H,M):e(M))||M);return V&&M&&X5(C,H,M),M};function r1(L,C){return C.device_id||C.entity&&L.entities[C.entity]?.device_id||void 0}function J1(L,C){let H=new Set;for(let M of Object.values(L.entities)){let r=`${M.entity_id.split(".")[0]}.${M.translation_key}`;M.platform===E&&M.device_id&&C.includes(r)&&H.add(M.device_id)}let V=M=>N(L,M)??"";return[...H].sort((M,r)=>V(M).localeCompare(V(r)))}function I(L){return J1(L,["sensor.state","binary_sensor.online","sensor.progress","camera.camera","binary_sensor.failure_alert"])}function C2(L){return J1(L,["sensor.plan","sensor.unseen_events","button.mark_events_seen"])}function N(L,C){let H=L.devices[C];return H?.name_by_user||H?.name||void 0}var E,S,W=o(()=>{"use strict";E="obico",S=class{constructor(C,H){this.ids=new Map;for(let V of Object.values(C.entities)){if(V.platform!==E||V.device_id!==H)continue;let r=`${V.entity_id.slice(0,V.entity_id.indexOf("."))}.${V.translation_key}`;this.ids.set(r,[...this.ids.get(r)??[],V.entity_id])}}get size(){return this.ids.size}one(C){return this.ids.get(C)?.[0]}all(C){return this.ids.get(C)??[]}everything(){return[...this.ids.values()].flat()}}});var V2,H2=o(()=>{V2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var u1,L2=o(()=>{u1={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var r2,M2=o(()=>{r2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var t2,e2=o(()=>{t2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var o2,i2=o(()=>{o2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var A2,a2=o(()=>{A2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var n2,d2=o(()=>{n2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var m2,p2=o(()=>{m2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var v2,l2=o(()=>{v2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var Z2,x2=o(()=>{Z2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});var u2,s2=o(()=>{u2={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",alert_picture:"What Obico saw when it raised the alert",bed:"Bed",camera:"Camera",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_camera_view:"Camera",editor_camera_view_live:"Live video where there is one",editor_camera_view_picture:"Pictures only",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",heading_prints:"Prints",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",not_watching:"The AI is not watching",nozzle:"Nozzle",of:"{value} of {total}",picture:"Picture",progress:"Print progress",remaining:"Remaining",score:"Failure score",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",thumbnail:"Preview of the file",unavailable:"Unavailable",unavailable_text:"The Obico server does not answer.",watching:"The AI is watching"}});function a3(L){let[C]=L.split("-");return(S2[L]??(C&&Object.entries(S2).find(([V])=>V.split("-")[0]===C)?.[1]))||u1}function $(L){let C=a3(L);return(H,V={})=>C[H].replace(/\{(\w+)\}/g,(M,r)=>String(V[r]??M))}function T(){return $(document.documentElement.lang||"en")}var S2,U=o(()=>{"use strict";H2();L2();M2();e2();i2();a2();d2();p2();l2();x2();s2();S2={de:V2,en:u1,es:r2,fr:t2,it:o2,ja:A2,nl:n2,pl:m2,"pt-BR":v2,sv:Z2,"zh-Hans":u2}});var _,S1=o(()=>{"use strict";_=class{constructor(C,H){this.hass=C;this.entities=H}known(C){return this.stateOf(this.entities.one(C))}stateOf(C){let H=C&&this.hass.states[C]?.state;return H&&H!=="unavailable"&&H!=="unknown"?H:void 0}available(C){let H=this.entities.one(C),V=H&&this.hass.states[H]?.state;return V&&V!=="unavailable"?H:void 0}on(C){return this.known(C)==="on"}number(C){let H=this.known(C),V=Number(H);return H!==void 0&&Number.isFinite(V)?V:void 0}time(C){let H=this.known(C),V=H===void 0?Number.NaN:Date.parse(H);return Number.isNaN(V)?void 0:new Date(V)}text(C){let H=C&&this.stateOf(C)!==void 0?this.hass.states[C]:void 0;return H&&this.hass.formatEntityState(H)}word(C,H){return this.hass.localize(`component.obico.entity.${C}.state.${H}`)||H}}});function c1(L){for(let C of["device_id","entity","title"])if(L[C]!==void 0&&typeof L[C]!="string")throw new Error(`${C} must be a text`);for(let C of c2)if(L[C]!==void 0&&typeof L[C]!="boolean")throw new Error(`${C} must be true or false`);if(L.camera_view!==void 0&&!["live","picture"].includes(L.camera_view))throw new Error("camera_view must be live or picture");return{show_camera:!0,camera_view:"live",show_temperatures:!0,show_detection:!0,show_controls:!0,...L}}function h2(L){let C=I(L),H=M=>new _(L,new S(L,M)).on("binary_sensor.printing"),V=C.find(H)??C[0];return V?{device_id:V}:{}}function O2(L,C){let V=L.entities[C]?.platform===E&&r1(L,{entity:C});return V&&I(L).includes(V)?{config:{type:`custom:${k}`,device_id:V}}:null}function f2(){let L=T(),C=H=>({value:H,label:L(`editor_camera_view_${H}`)});return{schema:[{name:"device_id",required:!0,selector:{device:{entity:[A3]}}},{name:"title",selector:{text:{}}},{name:"camera_view",default:"live",selector:{select:{mode:"dropdown",options:[C("live"),C("picture")]}}},{name:"",type:"grid",schema:c2.map(H=>({name:H,default:!0,selector:{boolean:{}}}))}],computeLabel:({name:H})=>H?L(`editor_${H==="device_id"?"device":H}`):"",assertConfig:c1}}var k,c2,A3,z=o(()=>{"use strict";W();U();S1();k="obico-printer-card",c2=["show_camera","show_temperatures","show_detection","show_controls"];A3={integration:E,domain:"binary_sensor"}});var h1,g2,k2,w2,b2,y2,P2,B2,e1,O1,T2,_2,f1,F2,g1,k1,w1,b1=o(()=>{h1="M13 13H11V7H13M11 15H13V17H11M15.73 3H8.27L3 8.27V15.73L8.27 21H15.73L21 15.73V8.27L15.73 3Z",g2="M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z",k2="M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",w2="M2,5.27L3.28,4L20,20.72L18.73,22L15.65,18.92C14.5,19.3 13.28,19.5 12,19.5C7,19.5 2.73,16.39 1,12C1.69,10.24 2.79,8.69 4.19,7.46L2,5.27M12,9A3,3 0 0,1 15,12C15,12.35 14.94,12.69 14.83,13L11,9.17C11.31,9.06 11.65,9 12,9M12,4.5C17,4.5 21.27,7.61 23,12C22.18,14.08 20.79,15.88 19,17.19L17.58,15.76C18.94,14.82 20.06,13.54 20.82,12C19.17,8.64 15.76,6.5 12,6.5C10.91,6.5 9.84,6.68 8.84,7L7.3,5.47C8.74,4.85 10.33,4.5 12,4.5M3.18,12C4.83,15.36 8.24,17.5 12,17.5C12.69,17.5 13.37,17.43 14,17.29L11.72,15C10.29,14.85 9.15,13.71 9,12.28L5.6,8.87C4.61,9.72 3.78,10.78 3.18,12Z",b2="M12,20L12.76,17C9.5,16.79 6.59,15.4 5.75,13.58C5.66,14.06 5.53,14.5 5.33,14.83C4.67,16 3.33,16 2,16C3.1,16 3.5,14.43 3.5,12.5C3.5,10.57 3.1,9 2,9C3.33,9 4.67,9 5.33,10.17C5.53,10.5 5.66,10.94 5.75,11.42C6.4,10 8.32,8.85 10.66,8.32L9,5C11,5 13,5 14.33,5.67C15.46,6.23 16.11,7.27 16.69,8.38C19.61,9.08 22,10.66 22,12.5C22,14.38 19.5,16 16.5,16.66C15.67,17.76 14.86,18.78 14.17,19.33C13.33,20 12.67,20 12,20M17,11A1,1 0 0,0 16,12A1,1 0 0,0 17,13A1,1 0 0,0 18,12A1,1 0 0,0 17,11Z",y2="M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M3,13V18L3,20H10V18H5V13H3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M14,15H20V19H14V15Z",P2="M14,19H18V5H14M6,19H10V5H6V19Z",B2="M8,5.14V19.14L19,12.14L8,5.14Z",e1="M19,6A1,1 0 0,0 20,5A1,1 0 0,0 19,4A1,1 0 0,0 18,5A1,1 0 0,0 19,6M19,2A3,3 0 0,1 22,5V11H18V7H6V11H2V5A3,3 0 0,1 5,2H19M18,18.25C18,18.63 17.79,18.96 17.47,19.13L12.57,21.82C12.4,21.94 12.21,22 12,22C11.79,22 11.59,21.94 11.43,21.82L6.53,19.13C6.21,18.96 6,18.63 6,18.25V13C6,12.62 6.21,12.29 6.53,12.12L11.43,9.68C11.59,9.56 11.79,9.5 12,9.5C12.21,9.5 12.4,9.56 12.57,9.68L17.47,12.12C17.79,12.29 18,12.62 18,13V18.25M12,11.65L9.04,13L12,14.6L14.96,13L12,11.65M8,17.66L11,19.29V16.33L8,14.71V17.66M16,17.66V14.71L13,16.33V19.29L16,17.66Z",O1="M23 14.5L21.6 16.7L23 18.9L21 22L19.2 21.1L20.7 18.9L19.2 16.7L21.2 13.6L23 14.5M18.7 14.5L17.2 16.7L18.7 18.9L16.7 22L14.9 21.1L16.3 18.9L14.9 16.7L16.9 13.6L18.7 14.5M4 2H14V7H16V13H13.5L10 17H8L4.5 13H2V7H4V2M4 9V11H5.5L9 15L12.5 11H14V9H12V4H6V9H4Z",T2="M2.3 2L1 3.3L2.1 4.4C2 4.6 2 4.8 2 5V11H6V8.3L8.7 11L6.5 12.1C6.2 12.3 6 12.6 6 13V18.2C6 18.6 6.2 18.9 6.5 19.1L11.4 21.8C11.6 21.9 11.8 22 12 22S12.4 21.9 12.6 21.8L17.1 19.3L20.8 23L22.1 21.7L2.3 2M4.9 2H4.8L9.8 7H18V11H22V5C22 3.3 20.7 2 19 2H4.9C5 2 5 2 4.9 2M19 4C19.6 4 20 4.4 20 5S19.6 6 19 6 18 5.6 18 5 18.4 4 19 4M12.4 9.6L18 15.2V13C18 12.6 17.8 12.3 17.5 12.1L12.6 9.7C12.5 9.7 12.5 9.6 12.4 9.6M10.2 12.5L12.2 14.5L12 14.6L9 13L10.2 12.5M8 14.7L11 16.3V19.3L8 17.7V14.7M13.7 16L15.6 17.9L13 19.3V16.3L13.7 16Z",_2="M7.95,3L6.53,5.19L7.95,7.4H7.94L5.95,10.5L4.22,9.6L5.64,7.39L4.22,5.19L6.22,2.09L7.95,3M13.95,2.89L12.53,5.1L13.95,7.3L13.94,7.31L11.95,10.4L10.22,9.5L11.64,7.3L10.22,5.1L12.22,2L13.95,2.89M20,2.89L18.56,5.1L20,7.3V7.31L18,10.4L16.25,9.5L17.67,7.3L16.25,5.1L18.25,2L20,2.89M2,22V14A2,2 0 0,1 4,12H20A2,2 0 0,1 22,14V22H20V20H4V22H2M6,14A1,1 0 0,0 5,15V17A1,1 0 0,0 6,18A1,1 0 0,0 7,17V15A1,1 0 0,0 6,14M10,14A1,1 0 0,0 9,15V17A1,1 0 0,0 10,18A1,1 0 0,0 11,17V15A1,1 0 0,0 10,14M14,14A1,1 0 0,0 13,15V17A1,1 0 0,0 14,18A1,1 0 0,0 15,17V15A1,1 0 0,0 14,14M18,14A1,1 0 0,0 17,15V17A1,1 0 0,0 18,18A1,1 0 0,0 19,17V15A1,1 0 0,0 18,14Z",f1="M18,18H6V6H18V18Z",F2="M21,9L17,5V8H10V10H17V13M7,11L3,15L7,19V16H14V14H7V11Z",g1="M15 13V5A3 3 0 0 0 9 5V13A5 5 0 1 0 15 13M12 4A1 1 0 0 1 13 5V8H11V5A1 1 0 0 1 12 4Z",k1="M19,15V3H23V15H19M15,3A2,2 0 0,1 17,5V15C17,15.55 16.78,16.05 16.41,16.41L9.83,23L8.77,21.94C8.5,21.67 8.33,21.3 8.33,20.88L8.36,20.57L9.31,16H3C1.89,16 1,15.1 1,14V12C1,11.74 1.05,11.5 1.14,11.27L4.16,4.22C4.46,3.5 5.17,3 6,3H15M15,5H5.97L3,12V14H11.78L10.65,19.32L15,14.97V5Z",w1="M5,9V21H1V9H5M9,21A2,2 0 0,1 7,19V9C7,8.45 7.22,7.95 7.59,7.59L14.17,1L15.23,2.06C15.5,2.33 15.67,2.7 15.67,3.11L15.64,3.43L14.69,8H21C22.11,8 23,8.9 23,10V12C23,12.26 22.95,12.5 22.86,12.73L19.84,19.78C19.54,20.5 18.83,21 18,21H9M9,19H18.03L21,12V10H12.21L13.34,4.68L9,9.03V19Z"});var t1,i1,y1,R2,Q,D2,G,E2,P1,B1=o(()=>{t1=globalThis,i1=t1.ShadowRoot&&(t1.ShadyCSS===void 0||t1.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,y1=Symbol(),R2=new WeakMap,Q=class{constructor(C,H,V){if(this._$cssResult$=!0,V!==y1)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=C,this.t=H}get styleSheet(){let C=this.o,H=this.t;if(i1&&C===void 0){let V=H!==void 0&&H.length===1;V&&(C=R2.get(H)),C===void 0&&((this.o=C=new CSSStyleSheet).replaceSync(this.cssText),V&&R2.set(H,C))}return C}toString(){return this.cssText}},D2=L=>new Q(typeof L=="string"?L:L+"",void 0,y1),G=(L,...C)=>{let H=L.length===1?L[0]:C.reduce((V,M,r)=>V+(e=>{if(e._$cssResult$===!0)return e.cssText;if(typeof e=="number")return e;throw Error("Value passed to 'css' function must be a 'css' function result: "+e+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(M)+L[r+1],L[0]);return new Q(H,L,y1)},E2=(L,C)=>{if(i1)L.adoptedStyleSheets=C.map(H=>H instanceof CSSStyleSheet?H:H.styleSheet);else for(let H of C){let V=document.createElement("style"),M=t1.litNonce;M!==void 0&&V.setAttribute("nonce",M),V.textContent=H.cssText,L.appendChild(V)}},P1=i1?L=>L:L=>L instanceof CSSStyleSheet?(C=>{let H="";for(let V of C.cssRules)H+=V.cssText;return D2(H)})(L):L});var d3,n3,p3,m3,l3,v3,o1,I2,x3,Z3,K,q,a1,N2,h,j=o(()=>{B1();B1();({is:d3,defineProperty:n3,getOwnPropertyDescriptor:p3,getOwnPropertyNames:m3,getOwnPropertySymbols:l3,getPrototypeOf:v3}=Object),o1=globalThis,I2=o1.trustedTypes,x3=I2?I2.emptyScript:"",Z3=o1.reactiveElementPolyfillSupport,K=(L,C)=>L,q={toAttribute(L,C){switch(C){case Boolean:L=L?x3:null;break;case Object:case Array:L=L==null?L:JSON.stringify(L)}return L},fromAttribute(L,C){let H=L;switch(C){case Boolean:H=L!==null;break;case Number:H=L===null?null:Number(L);break;case Object:case Array:try{H=JSON.parse(L)}catch{H=null}}return H}},a1=(L,C)=>!d3(L,C),N2={attribute:!0,type:String,converter:q,reflect:!1,useDefault:!1,hasChanged:a1};Symbol.metadata??=Symbol("metadata"),o1.litPropertyMetadata??=new WeakMap;h=class extends HTMLElement{static addInitializer(C){this._$Ei(),(this.l??=[]).push(C)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(C,H=N2){if(H.state&&(H.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(C)&&((H=Object.create(H)).wrapped=!0),this.elementProperties.set(C,H),!H.noAccessor){let V=Symbol(),M=this.getPropertyDescriptor(C,V,H);M!==void 0&&n3(this.prototype,C,M)}}static getPropertyDescriptor(C,H,V){let{get:M,set:r}=p3(this.prototype,C)??{get(){return this[H]},set(e){this[H]=e}};return{get:M,set(e){let i=M?.call(this);r?.call(this,e),this.requestUpdate(C,i,V)},configurable:!0,enumerable:!0}}static getPropertyOptions(C){return this.elementProperties.get(C)??N2}static _$Ei(){if(this.hasOwnProperty(K("elementProperties")))return;let C=v3(this);C.finalize(),C.l!==void 0&&(this.l=[...C.l]),this.elementProperties=new Map(C.elementProperties)}static finalize(){if(this.hasOwnProperty(K("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(K("properties"))){let H=this.properties,V=[...m3(H),...l3(H)];for(let M of V)this.createProperty(M,H[M])}let C=this[Symbol.metadata];if(C!==null){let H=litPropertyMetadata.get(C);if(H!==void 0)for(let[V,M]of H)this.elementProperties.set(V,M)}this._$Eh=new Map;for(let[H,V]of this.elementProperties){let M=this._$Eu(H,V);M!==void 0&&this._$Eh.set(M,H)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(C){let H=[];if(Array.isArray(C)){let V=new Set(C.flat(1/0).reverse());for(let M of V)H.unshift(P1(M))}else C!==void 0&&H.push(P1(C));return H}static _$Eu(C,H){let V=H.attribute;return V===!1?void 0:typeof V=="string"?V:typeof C=="string"?C.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(C=>this.enableUpdating=C),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(C=>C(this))}addController(C){(this._$EO??=new Set).add(C),this.renderRoot!==void 0&&this.isConnected&&C.hostConnected?.()}removeController(C){this._$EO?.delete(C)}_$E_(){let C=new Map,H=this.constructor.elementProperties;for(let V of H.keys())this.hasOwnProperty(V)&&(C.set(V,this[V]),delete this[V]);C.size>0&&(this._$Ep=C)}createRenderRoot(){let C=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return E2(C,this.constructor.elementStyles),C}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(C=>C.hostConnected?.())}enableUpdating(C){}disconnectedCallback(){this._$EO?.forEach(C=>C.hostDisconnected?.())}attributeChangedCallback(C,H,V){this._$AK(C,V)}_$ET(C,H){let V=this.constructor.elementProperties.get(C),M=this.constructor._$Eu(C,V);if(M!==void 0&&V.reflect===!0){let r=(V.converter?.toAttribute!==void 0?V.converter:q).toAttribute(H,V.type);this._$Em=C,r==null?this.removeAttribute(M):this.setAttribute(M,r),this._$Em=null}}_$AK(C,H){let V=this.constructor,M=V._$Eh.get(C);if(M!==void 0&&this._$Em!==M){let r=V.getPropertyOptions(M),e=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:q;this._$Em=M;let i=e.fromAttribute(H,r.type);this[M]=i??this._$Ej?.get(M)??i,this._$Em=null}}requestUpdate(C,H,V,M=!1,r){if(C!==void 0){let e=this.constructor;if(M===!1&&(r=this[C]),V??=e.getPropertyOptions(C),!((V.hasChanged??a1)(r,H)||V.useDefault&&V.reflect&&r===this._$Ej?.get(C)&&!this.hasAttribute(e._$Eu(C,V))))return;this.C(C,H,V)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(C,H,{useDefault:V,reflect:M,wrapped:r},e){V&&!(this._$Ej??=new Map).has(C)&&(this._$Ej.set(C,e??H??this[C]),r!==!0||e!==void 0)||(this._$AL.has(C)||(this.hasUpdated||V||(H=void 0),this._$AL.set(C,H)),M===!0&&this._$Em!==C&&(this._$Eq??=new Set).add(C))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(H){Promise.reject(H)}let C=this.scheduleUpdate();return C!=null&&await C,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[M,r]of this._$Ep)this[M]=r;this._$Ep=void 0}let V=this.constructor.elementProperties;if(V.size>0)for(let[M,r]of V){let{wrapped:e}=r,i=this[M];e!==!0||this._$AL.has(M)||i===void 0||this.C(M,void 0,r,i)}}let C=!1,H=this._$AL;try{C=this.shouldUpdate(H),C?(this.willUpdate(H),this._$EO?.forEach(V=>V.hostUpdate?.()),this.update(H)):this._$EM()}catch(V){throw C=!1,this._$EM(),V}C&&this._$AE(H)}willUpdate(C){}_$AE(C){this._$EO?.forEach(H=>H.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(C)),this.updated(C)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(C){return!0}update(C){this._$Eq&&=this._$Eq.forEach(H=>this._$ET(H,this[H])),this._$EM()}updated(C){}firstUpdated(C){}};h.elementStyles=[],h.shadowRootOptions={mode:"open"},h[K("elementProperties")]=new Map,h[K("finalized")]=new Map,Z3?.({ReactiveElement:h}),(o1.reactiveElementVersions??=[]).push("2.1.2")});function J2(L,C){if(!N1(L)||!L.hasOwnProperty("raw"))throw Error("invalid template strings array");return $2!==void 0?$2.createHTML(C):C}function F(L,C,H=L,V){if(C===O)return C;let M=V!==void 0?H._$Co?.[V]:H._$Cl,r=J(C)?void 0:C._$litDirective$;return M?.constructor!==r&&(M?._$AO?.(!1),r===void 0?M=void 0:(M=new r(L),M._$AT(L,H,V)),V!==void 0?(H._$Co??=[])[V]=M:H._$Cl=M),M!==void 0&&(C=F(L,M._$AS(L,C.values),M,V)),C}var I1,W2,A1,$2,q2,g,j2,s3,y,Y,J,N1,u3,T1,X,U2,z2,w,Q2,G2,X2,W1,d,Y2,$0,O,a,K2,b,S3,C1,_1,H1,R,F1,R1,D1,E1,c3,C5,V1=o(()=>{I1=globalThis,W2=L=>L,A1=I1.trustedTypes,$2=A1?A1.createPolicy("lit-html",{createHTML:L=>L}):void 0,q2="$lit$",g=`lit$${Math.random().toFixed(9).slice(2)}$`,j2="?"+g,s3=`<${j2}>`,y=document,Y=()=>y.createComment(""),J=L=>L===null||typeof L!="object"&&typeof L!="function",N1=Array.isArray,u3=L=>N1(L)||typeof L?.[Symbol.iterator]=="function",T1=`[ 	
\f\r]`,X=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,U2=/-->/g,z2=/>/g,w=RegExp(`>|${T1}(?:([^\\s"'>=/]+)(${T1}*=${T1}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Q2=/'/g,G2=/"/g,X2=/^(?:script|style|textarea|title)$/i,W1=L=>(C,...H)=>({_$litType$:L,strings:C,values:H}),d=W1(1),Y2=W1(2),$0=W1(3),O=Symbol.for("lit-noChange"),a=Symbol.for("lit-nothing"),K2=new WeakMap,b=y.createTreeWalker(y,129);S3=(L,C)=>{let H=L.length-1,V=[],M,r=C===2?"<svg>":C===3?"<math>":"",e=X;for(let i=0;i<H;i++){let t=L[i],A,p,n=-1,l=0;for(;l<t.length&&(e.lastIndex=l,p=e.exec(t),p!==null);)l=e.lastIndex,e===X?p[1]==="!--"?e=U2:p[1]!==void 0?e=z2:p[2]!==void 0?(X2.test(p[2])&&(M=RegExp("</"+p[2],"g")),e=w):p[3]!==void 0&&(e=w):e===w?p[0]===">"?(e=M??X,n=-1):p[1]===void 0?n=-2:(n=e.lastIndex-p[2].length,A=p[1],e=p[3]===void 0?w:p[3]==='"'?G2:Q2):e===G2||e===Q2?e=w:e===U2||e===z2?e=X:(e=w,M=void 0);let u=e===w&&L[i+1].startsWith("/>")?" ":"";r+=e===X?t+s3:n>=0?(V.push(A),t.slice(0,n)+q2+t.slice(n)+g+u):t+g+(n===-2?i:u)}return[J2(L,r+(L[H]||"<?>")+(C===2?"</svg>":C===3?"</math>":"")),V]},C1=class L{constructor({strings:C,_$litType$:H},V){let M;this.parts=[];let r=0,e=0,i=C.length-1,t=this.parts,[A,p]=S3(C,H);if(this.el=L.createElement(A,V),b.currentNode=this.el.content,H===2||H===3){let n=this.el.content.firstChild;n.replaceWith(...n.childNodes)}for(;(M=b.nextNode())!==null&&t.length<i;){if(M.nodeType===1){if(M.hasAttributes())for(let n of M.getAttributeNames())if(n.endsWith(q2)){let l=p[e++],u=M.getAttribute(n).split(g),M1=/([.?@])?(.*)/.exec(l);t.push({type:1,index:r,name:M1[2],strings:u,ctor:M1[1]==="."?F1:M1[1]==="?"?R1:M1[1]==="@"?D1:R}),M.removeAttribute(n)}else n.startsWith(g)&&(t.push({type:6,index:r}),M.removeAttribute(n));if(X2.test(M.tagName)){let n=M.textContent.split(g),l=n.length-1;if(l>0){M.textContent=A1?A1.emptyScript:"";for(let u=0;u<l;u++)M.append(n[u],Y()),b.nextNode(),t.push({type:2,index:++r});M.append(n[l],Y())}}}else if(M.nodeType===8)if(M.data===j2)t.push({type:2,index:r});else{let n=-1;for(;(n=M.data.indexOf(g,n+1))!==-1;)t.push({type:7,index:r}),n+=g.length-1}r++}}static createElement(C,H){let V=y.createElement("template");return V.innerHTML=C,V}};_1=class{constructor(C,H){this._$AV=[],this._$AN=void 0,this._$AD=C,this._$AM=H}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(C){let{el:{content:H},parts:V}=this._$AD,M=(C?.creationScope??y).importNode(H,!0);b.currentNode=M;let r=b.nextNode(),e=0,i=0,t=V[0];for(;t!==void 0;){if(e===t.index){let A;t.type===2?A=new H1(r,r.nextSibling,this,C):t.type===1?A=new t.ctor(r,t.name,t.strings,this,C):t.type===6&&(A=new E1(r,this,C)),this._$AV.push(A),t=V[++i]}e!==t?.index&&(r=b.nextNode(),e++)}return b.currentNode=y,M}p(C){let H=0;for(let V of this._$AV)V!==void 0&&(V.strings!==void 0?(V._$AI(C,V,H),H+=V.strings.length-2):V._$AI(C[H])),H++}},H1=class L{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(C,H,V,M){this.type=2,this._$AH=a,this._$AN=void 0,this._$AA=C,this._$AB=H,this._$AM=V,this.options=M,this._$Cv=M?.isConnected??!0}get parentNode(){let C=this._$AA.parentNode,H=this._$AM;return H!==void 0&&C?.nodeType===11&&(C=H.parentNode),C}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(C,H=this){C=F(this,C,H),J(C)?C===a||C==null||C===""?(this._$AH!==a&&this._$AR(),this._$AH=a):C!==this._$AH&&C!==O&&this._(C):C._$litType$!==void 0?this.$(C):C.nodeType!==void 0?this.T(C):u3(C)?this.k(C):this._(C)}O(C){return this._$AA.parentNode.insertBefore(C,this._$AB)}T(C){this._$AH!==C&&(this._$AR(),this._$AH=this.O(C))}_(C){this._$AH!==a&&J(this._$AH)?this._$AA.nextSibling.data=C:this.T(y.createTextNode(C)),this._$AH=C}$(C){let{values:H,_$litType$:V}=C,M=typeof V=="number"?this._$AC(C):(V.el===void 0&&(V.el=C1.createElement(J2(V.h,V.h[0]),this.options)),V);if(this._$AH?._$AD===M)this._$AH.p(H);else{let r=new _1(M,this),e=r.u(this.options);r.p(H),this.T(e),this._$AH=r}}_$AC(C){let H=K2.get(C.strings);return H===void 0&&K2.set(C.strings,H=new C1(C)),H}k(C){N1(this._$AH)||(this._$AH=[],this._$AR());let H=this._$AH,V,M=0;for(let r of C)M===H.length?H.push(V=new L(this.O(Y()),this.O(Y()),this,this.options)):V=H[M],V._$AI(r),M++;M<H.length&&(this._$AR(V&&V._$AB.nextSibling,M),H.length=M)}_$AR(C=this._$AA.nextSibling,H){for(this._$AP?.(!1,!0,H);C!==this._$AB;){let V=W2(C).nextSibling;W2(C).remove(),C=V}}setConnected(C){this._$AM===void 0&&(this._$Cv=C,this._$AP?.(C))}},R=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(C,H,V,M,r){this.type=1,this._$AH=a,this._$AN=void 0,this.element=C,this.name=H,this._$AM=M,this.options=r,V.length>2||V[0]!==""||V[1]!==""?(this._$AH=Array(V.length-1).fill(new String),this.strings=V):this._$AH=a}_$AI(C,H=this,V,M){let r=this.strings,e=!1;if(r===void 0)C=F(this,C,H,0),e=!J(C)||C!==this._$AH&&C!==O,e&&(this._$AH=C);else{let i=C,t,A;for(C=r[0],t=0;t<r.length-1;t++)A=F(this,i[V+t],H,t),A===O&&(A=this._$AH[t]),e||=!J(A)||A!==this._$AH[t],A===a?C=a:C!==a&&(C+=(A??"")+r[t+1]),this._$AH[t]=A}e&&!M&&this.j(C)}j(C){C===a?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,C??"")}},F1=class extends R{constructor(){super(...arguments),this.type=3}j(C){this.element[this.name]=C===a?void 0:C}},R1=class extends R{constructor(){super(...arguments),this.type=4}j(C){this.element.toggleAttribute(this.name,!!C&&C!==a)}},D1=class extends R{constructor(C,H,V,M,r){super(C,H,V,M,r),this.type=5}_$AI(C,H=this){if((C=F(this,C,H,0)??a)===O)return;let V=this._$AH,M=C===a&&V!==a||C.capture!==V.capture||C.once!==V.once||C.passive!==V.passive,r=C!==a&&(V===a||M);M&&this.element.removeEventListener(this.name,this,V),r&&this.element.addEventListener(this.name,this,C),this._$AH=C}handleEvent(C){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,C):this._$AH.handleEvent(C)}},E1=class{constructor(C,H,V){this.element=C,this.type=6,this._$AN=void 0,this._$AM=H,this.options=V}get _$AU(){return this._$AM._$AU}_$AI(C){F(this,C)}},c3=I1.litHtmlPolyfillSupport;c3?.(C1,H1),(I1.litHtmlVersions??=[]).push("3.3.3");C5=(L,C,H)=>{let V=H?.renderBefore??C,M=V._$litPart$;if(M===void 0){let r=H?.renderBefore??null;V._$litPart$=M=new H1(C.insertBefore(Y(),r),r,void 0,H??{})}return M._$AI(L),M}});var $1,c,h3,H5=o(()=>{j();j();V1();V1();$1=globalThis,c=class extends h{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let C=super.createRenderRoot();return this.renderOptions.renderBefore??=C.firstChild,C}update(C){let H=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(C),this._$Do=C5(H,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return O}};c._$litElement$=!0,c.finalized=!0,$1.litElementHydrateSupport?.({LitElement:c});h3=$1.litElementPolyfillSupport;h3?.({LitElement:c});($1.litElementVersions??=[]).push("4.2.2")});var V5=o(()=>{});var L1=o(()=>{j();V1();H5();V5()});var L5=o(()=>{});function f(L){return(C,H)=>typeof H=="object"?f3(L,C,H):((V,M,r)=>{let e=M.hasOwnProperty(r);return M.constructor.createProperty(r,V),e?Object.getOwnPropertyDescriptor(M,r):void 0})(L,C,H)}var O3,f3,U1=o(()=>{j();O3={attribute:!0,type:String,converter:q,reflect:!1,hasChanged:a1},f3=(L=O3,C,H)=>{let{kind:V,metadata:M}=H,r=globalThis.litPropertyMetadata.get(M);if(r===void 0&&globalThis.litPropertyMetadata.set(M,r=new Map),V==="setter"&&((L=Object.create(L)).wrapped=!0),r.set(H.name,L),V==="accessor"){let{name:e}=H;return{set(i){let t=C.get.call(this);C.set.call(this,i),this.requestUpdate(e,t,L,!0,i)},init(i){return i!==void 0&&this.C(e,void 0,L,i),i}}}if(V==="setter"){let{name:e}=H;return function(i){let t=this[e];C.call(this,i),this.requestUpdate(e,t,L,!0,i)}}throw Error("Unsupported decorator location: "+V)}});function v(L){return f({...L,state:!0,attribute:!1})}var M5=o(()=>{U1();});var r5=o(()=>{});var D=o(()=>{});var e5=o(()=>{D();});var t5=o(()=>{D();});var i5=o(()=>{D();});var o5=o(()=>{D();});var a5=o(()=>{D();});var z1=o(()=>{L5();U1();M5();r5();e5();t5();i5();o5();a5()});function g3(L,C,H){L.dispatchEvent(new CustomEvent(C,{detail:H,bubbles:!0,composed:!0}))}function P(L,C){g3(L,"hass-more-info",{entityId:C})}var Q1=o(()=>{"use strict"});function d5(L){return A5.flatMap(C=>[...L.all(`sensor.${C}_temperature`),...L.all(`sensor.${C}_target`),...L.all(`number.${C}_target`)])}function n5(L,C){let H=[];for(let V of k3)for(let M of L.all(`sensor.${V}_temperature`)){let r=t=>!A5.includes(V)||C[t]!==void 0&&C[t].replace(/_target$/,"")===C[M]?.replace(/_temperature$/,""),e=L.all(`sensor.${V}_target`).find(r),i=L.all(`number.${V}_target`).find(r);H.push({kind:V,temperature:M,...e&&{target:e},...i&&{setter:i}})}return H}async function p5(L,C){let H=await L.callWS({type:"config/entity_registry/get_entries",entity_ids:C});return Object.fromEntries(Object.entries(H).flatMap(([V,M])=>M?[[V,M.unique_id]]:[]))}function m5(L,C){let[H="",V]=C.split(n1);return V!==void 0&&L.startsWith(H)&&L.endsWith(V)&&L.length>H.length+V.length?L.slice(H.length,L.length-V.length):L}var k3,A5,n1,G1=o(()=>{"use strict";k3=["nozzle","nozzle_number","bed","chamber","heater"],A5=["nozzle_number","heater"];n1="\uFFFC"});function K1(L,C){let H=Math.max(0,Math.round(L)),M=[[Math.floor(H/1440),"day"],[Math.floor(H%1440/60),"hour"],[H%60,"minute"]].filter(([r])=>r>0).slice(0,2);return(M.length>0?M:[[0,"minute"]]).map(([r,e])=>new Intl.NumberFormat(C,{style:"unit",unit:e,unitDisplay:"narrow"}).format(r)).join(" ")}function w3({locale:L,config:C}){return L.time_zone==="server"?C.time_zone:void 0}function b3({locale:L}){return L.time_format==="12"?{hour12:!0}:L.time_format==="24"?{hour12:!1}:{}}function l5(L,C,H){let V={timeZone:w3(H)},M=H.locale.language,r=new Intl.DateTimeFormat("en-CA",V),e={...V,...b3(H),hour:"numeric",minute:"2-digit"};if(r.format(L)===r.format(C))return new Intl.DateTimeFormat(M,e).format(L);let t=Math.abs(L.getTime()-C.getTime())<6*864e5?{weekday:"short"}:{month:"short",day:"numeric"};return new Intl.DateTimeFormat(M,{...e,...t}).format(L)}function q1(L,C,H){let V=Math.max(0,(C.getTime()-L.getTime())/6e4),M=new Intl.RelativeTimeFormat(H,{numeric:"auto"});return V<60?M.format(-Math.floor(V),"minute"):V<1440?M.format(-Math.floor(V/60),"hour"):M.format(-Math.floor(V/1440),"day")}var v5=o(()=>{"use strict"});function B(L,C,H=!1){let V=C.filter(M=>M!==void 0);return V.length>0?[{name:L,presses:V,final:H}]:[]}function y3(L){let C=L("button.acknowledge_no_failure"),H=L("button.acknowledge_failure"),V=L("button.resume"),M=L("button.cancel");return[...B("pause",[L("button.pause")]),...B(V?"alert_fine_resume":"alert_fine",[C,V]),...B(M?"alert_failed_cancel":"alert_failed",[H,M],M!==void 0)]}function x5(L,C){return L==="alert"?y3(C):[...B("pause",[C("button.pause")]),...B("resume",[C("button.resume")]),...B("cancel",[C("button.cancel")],!0),...B("connect",[C("button.connect")])]}var Z5=o(()=>{"use strict"});function T3(L){let C=L.known("sensor.state");if(C!==void 0)return C;if(L.on("binary_sensor.paused"))return"paused";if(L.on("binary_sensor.printing"))return"printing";let H=L.known("binary_sensor.online");return H===void 0?void 0:H==="on"?"operational":"offline"}function _3(L,C){return C.entities.size===0?"missing":C.on("binary_sensor.failure_alert")?"alert":L===void 0?"unavailable":L==="offline"?"offline":s5.includes(L)?"active":"idle"}function F3(L,C){return L==="alert"||C==="error"?"error":L==="active"?P3.includes(C??"")?"still":"active":L==="idle"?"idle":"off"}function R3(L){return L<p1?"looking_good":L<=m1?"fishy":"failing"}function D3(L){let C=L.number("sensor.failure_score"),H=L.known("sensor.not_watching_reason"),V=L.known("binary_sensor.watching");if(!(H==="not_printing"&&!C||C===void 0&&H===void 0&&V===void 0))return{score:C,zone:C===void 0?void 0:R3(C),watching:V===void 0?(H??"none")==="none":V==="on",reason:H&&!["none","not_printing"].includes(H)?L.word("sensor.not_watching_reason",H):void 0,entity:L.entities.one("sensor.verdict")??L.entities.one("sensor.failure_score")}}function I3(L,C){let{hass:H}=L,V=L.text(C.temperature);if(V===void 0||C.kind==="heater"&&!C.target&&!C.setter)return[];let M=C.target??C.setter,r=M&&L.text(M),e=M&&Number(H.states[M]?.state)===0,i=H.localize(`component.obico.entity.sensor.${C.kind}_temperature.name`,{name:n1,number:n1}),t=H.entities[C.temperature]?.name??H.states[C.temperature]?.attributes.friendly_name;return[{...C,word:E3[C.kind]??"",name:m5(t??"",i),current:V,...r!==void 0&&{wanted:e?"":r}}]}function N3(L){let C=L.known("sensor.last_print"),H=L.known("sensor.last_print_result");return C===void 0?void 0:{file:C,result:H&&L.word("sensor.last_print_result",H),ended:L.time("sensor.last_print_ended")}}function u5(L,C,H,V){let M=new _(L,H),r=T3(M),e=_3(r,M),i=s5.includes(r??""),t=A=>i?A:void 0;return{mode:e,tone:F3(e,r),name:N(L,C)??"Obico",state:r===void 0?"":M.word("sensor.state",r),stateEntity:H.one("sensor.state")??H.one("binary_sensor.online"),onTheWay:B3.includes(r??""),file:t(M.known("sensor.file_name")),error:M.known("sensor.error_text"),progress:t(M.number("sensor.progress")),started:t(M.time("sensor.print_started")),finishes:r==="printing"?M.time("sensor.print_finishes"):void 0,remaining:t(M.number("sensor.remaining")),layer:t(M.number("sensor.current_layer")),layers:t(M.number("sensor.layer_count")),heaters:n5(H,V).flatMap(A=>I3(M,A)),detection:i||e==="alert"?D3(M):void 0,alert:e==="alert"?{picture:M.available("image.alert_picture"),raised:M.time("image.alert_picture"),answerable:M.available("button.acknowledge_no_failure")!==void 0}:void 0,lastPrint:e==="idle"||e==="offline"?N3(M):void 0,actions:x5(e,A=>M.available(A)),cameras:H.all("camera.camera").filter(A=>L.states[A]&&L.states[A].state!=="unavailable"),thumbnail:M.available("image.thumbnail"),url:L.devices[C]?.configuration_url??void 0}}var s5,P3,B3,p1,m1,E3,j1=o(()=>{"use strict";Z5();W();G1();S1();s5=["downloading","starting","printing","pausing","paused","resuming","cancelling"],P3=["pausing","paused","cancelling"],B3=["pausing","resuming","cancelling"],p1=33,m1=67;E3={nozzle:"nozzle",bed:"bed",chamber:"chamber"}});function Z(L){return d`<ha-svg-icon aria-hidden="true" .path=${L}></ha-svg-icon>`}function c5({hass:L,translate:C},{progress:H,mode:V,tone:M}){if(H===void 0)return d`<div class="badge">${Z(V==="offline"||V==="unavailable"?T2:e1)}</div>`;let r=new Intl.NumberFormat(L.locale.language,{style:"percent"}).format(H/100);return d`<div
    class="ring ${M}"
    role="progressbar"
    aria-label=${C("progress")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${H}
    aria-valuetext=${r}
  >
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <circle class="track" cx="32" cy="32" r=${X1}></circle>
      ${Y2`<circle class="done" cx="32" cy="32" r=${X1}
        stroke-dasharray="${S5*H/100} ${S5}"></circle>`}
    </svg>
    <span aria-hidden="true">${r}</span>
  </div>`}function h5({hass:L,translate:C,now:H},V){let{mode:M,state:r,file:e,lastPrint:i}=V;if(M==="unavailable")return[C("unavailable"),C("unavailable_text")];let t=[[r,e].filter(Boolean).join(" \xB7 ")];if(i){let A=i.ended&&q1(i.ended,H,L.locale.language);t.push([C("last_print",{file:i.file}),i.result,A].filter(Boolean).join(" \xB7 "))}return t}function O5({hass:L,translate:C,now:H},V){let M=L.locale.language,{started:r,remaining:e,finishes:i,layer:t,layers:A}=V,p=new Intl.NumberFormat(M),n=[];if(r&&n.push([C("elapsed"),K1((H.getTime()-r.getTime())/6e4,M)]),e!==void 0&&n.push([C("remaining"),K1(e,M)]),i&&n.push([C("finishes"),l5(i,H,L)]),t!==void 0){let l=p.format(t);n.push([C("layer"),A===void 0?l:`\u2066${l} / ${p.format(A)}\u2069`])}return n.length===0?a:d`<dl class="stats of-${n.length}">
        ${n.map(([l,u])=>d`<div>
              <dt>${l}</dt>
              <dd>${u}</dd>
            </div>`)}
      </dl>`}function $3({translate:L,card:C},H){let V=H.word?L(H.word):H.name,M=H.setter??H.target,r=H.wanted===""?L("target_off"):H.wanted;return d`<li class=${H.wanted?"heats":""}>
    <button class="temperature" @click=${()=>P(C,H.temperature)}>
      <span class="label">${Z(W3[H.kind])}<span>${V}</span></span>
      <span class="value"><bdi dir="auto">${H.current}</bdi></span>
      <ha-ripple></ha-ripple>
    </button>
    ${M&&r!==void 0?d`<button
          class="target"
          aria-label="${L("set_target",{name:V})}: ${r}"
          @click=${()=>P(C,M)}
        >
          <span class="arrow" aria-hidden="true">→</span> <bdi dir="auto">${r}</bdi>
          <ha-ripple></ha-ripple>
        </button>`:a}
  </li>`}function f5(L,{heaters:C}){return C.length===0?a:d`<ul class="heaters">
        ${C.map(H=>$3(L,H))}
      </ul>`}function z3(L,C){let H=[["looking_good",p1],["fishy",m1-p1],["failing",100-m1]];return d`<div class="gauge" aria-hidden="true">
    ${H.map(([V,M])=>d`<i class="${V} ${V===C?"here":""}" style="flex-grow:${M}"></i>`)}
    <b style="--score:${Math.min(1,Math.max(0,L/100))}"></b>
  </div>`}function g5({hass:L,translate:C,card:H},V){if(!V)return a;let{score:M,zone:r,watching:e,reason:i,entity:t}=V;if(M===void 0||r===void 0||!e&&M===0)return d`<div class="detection">
      <div class="verdict">${Z(w2)}<span>${i??C("not_watching")}</span></div>
    </div>`;let A=new Intl.NumberFormat(L.locale.language,{style:"percent"}).format(M/100),p=L.localize(`component.obico.entity.sensor.verdict.state.${r}`)||r;return d`<button
    class="detection ${r}"
    ?disabled=${!t}
    @click=${()=>t&&P(H,t)}
  >
    <span class="verdict">
      ${Z(U3[r])}
      <span>${p}</span>
      <span
        class="percent"
        role="meter"
        aria-label=${C("score")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${M}
        aria-valuetext="${A}, ${p}"
        >${A}</span
      >
    </span>
    ${z3(M,r)}
    ${i?d`<span class="reason">${i}</span>`:a}
    <ha-ripple></ha-ripple>
  </button>`}function k5({hass:L,translate:C,now:H},{alert:V,detection:M}){if(!V)return a;let r=M?.score,e=[r&&new Intl.NumberFormat(L.locale.language,{style:"percent"}).format(r/100),V.raised&&q1(V.raised,H,L.locale.language)];return d`<div class="banner">
    ${Z(h1)}
    <div>
      <div class="primary">${C("alert")}</div>
      <div class="secondary">${e.filter(Boolean).join(" \xB7 ")}</div>
    </div>
  </div>`}var X1,S5,W3,U3,w5=o(()=>{"use strict";b1();L1();v5();Q1();j1();X1=28,S5=2*Math.PI*X1;W3={nozzle:O1,nozzle_number:O1,bed:_2,chamber:g1,heater:g1};U3={looking_good:g2,fishy:b2,failing:h1}});var b5,y5=o(()=>{"use strict";L1();b5=G`
  :host {
    --tone: var(--state-inactive-color, var(--secondary-text-color));
    --gap: var(--ha-space-3, 12px);
    display: block;
    height: 100%;
  }
  ha-card {
    container-type: inline-size;
    height: 100%;
    overflow: hidden;
  }
  .card {
    color: var(--primary-text-color);
    font-size: var(--ha-font-size-m, 14px);
    line-height: var(--ha-line-height-normal, 1.5);
  }
  .card.active {
    --tone: var(--primary-color);
  }
  .card.still {
    --tone: var(--orange-color, #ff9800);
  }
  .card.error {
    --tone: var(--error-color);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    position: relative;
    overflow: hidden;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    --ha-ripple-color: var(--tone);
  }
  button:disabled {
    cursor: default;
  }
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--primary-text-color);
    outline-offset: -2px;
  }

  /* Name and state */
  .facts {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    gap: var(--gap);
    padding: var(--gap);
    min-width: 0;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--gap);
    margin: calc(var(--gap) * -1);
    padding: var(--gap);
  }
  .card > .head {
    margin: 0;
  }
  .names {
    display: block;
    min-width: 0;
    flex: 1;
  }
  .primary,
  .secondary {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .primary {
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  .secondary {
    overflow-wrap: anywhere;
    color: var(--secondary-text-color);
  }
  .secondary + .secondary {
    font-size: var(--ha-font-size-s, 12px);
  }
  .badge {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--tone) 20%, transparent);
    color: var(--tone);
  }
  .ring {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 64px;
    height: 64px;
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .ring svg {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
  }
  .ring circle {
    fill: none;
    stroke-width: 6;
  }
  .ring .track {
    stroke: color-mix(in srgb, var(--tone) 20%, transparent);
  }
  .ring .done {
    stroke: var(--tone);
    stroke-linecap: round;
    transition: stroke-dasharray 0.6s ease;
  }
  .error {
    color: var(--primary-text-color);
  }
  .facts > .error {
    padding: 8px 12px;
    border-radius: var(--ha-border-radius-md, 8px);
    background: color-mix(in srgb, var(--error-color) 16%, transparent);
    overflow-wrap: anywhere;
  }

  /* The picture */
  .picture {
    position: relative;
    background: var(--secondary-background-color);
  }
  .picture > button:first-child {
    display: block;
    width: 100%;
  }
  .live,
  .switch {
    position: absolute;
    top: 8px;
    border-radius: 999px;
    background: rgb(0 0 0 / 65%);
    color: #fff;
  }
  .live {
    inset-inline-start: 8px;
    padding: 2px 10px;
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .switch {
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
  }
  .switch:focus-visible {
    outline-color: #fff;
  }

  /* Times and layer */
  .stats {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px var(--gap);
    margin: 0;
  }
  .stats.of-3 {
    grid-template-columns: repeat(3, auto);
    justify-content: space-between;
  }
  dt,
  .label {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  dd {
    margin: 0;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }

  /* Temperatures */
  .heaters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .heaters li {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
  }
  .temperature {
    display: flex;
    flex-direction: column;
    flex: 1;
    padding: 8px 10px;
  }
  .temperature .label {
    display: flex;
    align-items: center;
    gap: 4px;
    --mdc-icon-size: 16px;
  }
  .label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label ha-svg-icon {
    flex: none;
    color: var(--secondary-text-color);
  }
  .heats .label ha-svg-icon {
    color: var(--deep-orange-color, #ff5722);
  }
  .temperature .value {
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .target {
    padding: 4px 10px;
    min-height: 28px;
    border-top: 1px solid var(--divider-color);
    font-size: var(--ha-font-size-s, 12px);
    font-variant-numeric: tabular-nums;
    color: var(--secondary-text-color);
  }
  .arrow {
    display: inline-block;
  }
  .arrow:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Failure detection */
  .detection {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px 10px;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
    --zone: var(--secondary-text-color);
  }
  .detection.looking_good,
  i.looking_good {
    --zone: var(--success-color, #43a047);
  }
  .detection.fishy,
  i.fishy {
    --zone: var(--warning-color, #ffa600);
  }
  .detection.failing,
  i.failing {
    --zone: var(--error-color, #db4437);
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .verdict ha-svg-icon {
    flex: none;
    color: var(--zone);
    --mdc-icon-size: 20px;
  }
  .percent {
    margin-inline-start: auto;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }
  .reason {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
  }
  .gauge {
    position: relative;
    display: flex;
    gap: 3px;
    height: 6px;
    margin-block: 3px;
  }
  .gauge i {
    flex: 1 1 0;
    border-radius: 3px;
    background: var(--zone);
    opacity: 0.35;
  }
  .gauge i.here {
    opacity: 1;
  }
  .gauge b {
    position: absolute;
    top: -4px;
    width: 6px;
    height: 14px;
    inset-inline-start: calc((100% - 6px) * var(--score));
    border-radius: 3px;
    background: var(--primary-text-color);
    box-shadow: 0 0 0 2px var(--card-background-color, #fff);
    transition: inset-inline-start 0.6s ease;
  }

  /* What can be done */
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .action {
    display: flex;
    flex: 1 1 112px;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 42px;
    padding: 4px 12px;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 10%, transparent);
    font-weight: var(--ha-font-weight-medium, 500);
    text-align: center;
    --mdc-icon-size: 20px;
  }
  .action:disabled {
    opacity: 0.5;
  }
  .action ha-svg-icon {
    flex: none;
  }
  .question .cancel,
  .action.alert_failed,
  .action.alert_failed_cancel {
    background: color-mix(in srgb, var(--error-color) 20%, transparent);
  }
  .action.resume,
  .action.alert_fine,
  .action.alert_fine_resume {
    background: color-mix(in srgb, var(--primary-color) 22%, transparent);
  }
  .question {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .hint {
    color: var(--secondary-text-color);
  }
  .hint a {
    color: var(--primary-text-color);
  }
  .spinner {
    width: 16px;
    height: 16px;
    border: 2px solid currentcolor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  /* The alert */
  .banner {
    display: flex;
    align-items: center;
    gap: var(--gap);
    padding: var(--gap);
    background: color-mix(in srgb, var(--error-color) 18%, transparent);
  }
  .banner > ha-svg-icon {
    flex: none;
    color: var(--error-color);
    --mdc-icon-size: 32px;
  }
  .banner .secondary {
    color: var(--primary-text-color);
  }

  @container (min-width: 560px) {
    .pictured {
      display: grid;
      grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
    }
    .pictured .facts {
      justify-content: center;
    }
  }
  @container (min-width: 340px) {
    .stats {
      grid-template-columns: repeat(4, auto);
      justify-content: space-between;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring .done,
    .gauge b {
      transition: none;
    }
    .spinner {
      animation-duration: 3s;
    }
  }
`});var Q3,G3,P5,s,B5=o(()=>{"use strict";b1();L1();z1();z();W();Q1();G1();w5();y5();U();j1();Q3=3e4,G3={pause:P2,resume:B2,cancel:f1,connect:y2,alert_fine:w1,alert_fine_resume:w1,alert_failed:k1,alert_failed_cancel:k1},P5=d`<span class="spinner" aria-hidden="true"></span>`,s=class extends c{constructor(){super(...arguments);this.uniqueIds={};this.camera=0;this.isLive=!1;this.deviceId="";this.timer=0}static getConfigForm(){return f2()}static getStubConfig(H){return h2(H)}setConfig(H){this.config=c1(H),this.entities=void 0}getCardSize(){return this.config?.show_camera?9:5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}connectedCallback(){super.connectedCallback(),this.timer=window.setInterval(()=>this.requestUpdate(),Q3)}disconnectedCallback(){super.disconnectedCallback(),window.clearInterval(this.timer)}shouldUpdate(H){let V=H.get("hass"),M=this.hass;return H.size!==1||!V||!M?!0:V.entities!==M.entities||V.devices!==M.devices||V.language!==M.language||V.locale!==M.locale||V.localize!==M.localize||(this.entities?.everything()??[]).some(r=>V.states[r]!==M.states[r])}willUpdate(H){let V=H.get("hass");this.hass&&this.config&&(!this.entities||V?.entities!==this.hass.entities)&&this.findEntities(this.hass,this.config)}findEntities(H,V){this.deviceId=r1(H,V)??"";let M=this.entities=new S(H,this.deviceId),r=d5(M).filter(e=>!(e in this.uniqueIds));r.length>0&&p5(H,r).then(e=>this.uniqueIds={...this.uniqueIds,...e},()=>{})}render(){let{hass:H,config:V,entities:M}=this;if(!H||!V||!M)return a;let r={hass:H,translate:$(H.language),now:new Date,card:this},e=u5(H,this.deviceId,M,this.uniqueIds),i=V.title||e.name;return e.mode==="missing"?this.renderMissing(r):this.renderPrinter(r,e,i,V)}renderMissing({translate:H}){return d`<ha-card>
      <div class="card off">
        <div class="head">
          <div class="badge">${Z(e1)}</div>
          <div class="names">
            <div class="primary">${H("missing")}</div>
            <div class="secondary">${H("missing_text")}</div>
          </div>
        </div>
      </div>
    </ha-card>`}renderPrinter(H,V,M,r){let e=r.show_camera?this.renderPicture(H,V,M,r):a,i=V.mode==="offline"||V.mode==="unavailable";return d`<ha-card>
      <div class="card ${V.tone} ${V.mode}" role="group" aria-label=${M}>
        <div role="status" class="unseen">${V.alert?`${M}: ${H.translate("alert")}`:""}</div>
        ${k5(H,V)}
        <div class="body ${e===a?"":"pictured"}">
          ${e}
          <div class="facts">
            <button class="head" ?disabled=${!V.stateEntity} @click=${()=>this.showState(V)}>
              ${c5(H,V)}
              <span class="names">
                <span class="primary">${M}</span>
                ${h5(H,V).map(t=>d`<span class="secondary">${t}</span>`)}
              </span>
              <ha-ripple></ha-ripple>
            </button>
            ${V.error?d`<div class="error">${V.error}</div>`:a} ${O5(H,V)}
            ${r.show_temperatures&&!i?f5(H,V):a}
            ${r.show_detection?g5(H,V.detection):a}
            ${r.show_controls?this.renderActions(H,V):a}
          </div>
        </div>
      </div>
    </ha-card>`}showState(H){H.stateEntity&&P(this,H.stateEntity)}renderPicture({hass:H,translate:V},M,r,e){let i=M.cameras[this.camera%M.cameras.length],t=M.alert?.picture??i??(M.mode==="active"?M.thumbnail:void 0);if(!t||M.mode==="offline"||M.mode==="unavailable")return a;let A=V(t===i?"camera":t===M.thumbnail?"thumbnail":"alert_picture"),p=t===i&&e.camera_view==="live";return d`<div class="picture">
      <button aria-label="${r}: ${A}" @click=${()=>P(this,t)}>
        <obico-printer-picture
          .hass=${H}
          .entity=${t}
          .label=${A}
          .live=${p}
          @live-changed=${n=>this.isLive=n.detail}
        ></obico-printer-picture>
      </button>
      ${p&&this.isLive?d`<span class="live">${V("live")}</span>`:a}
      ${t===i&&M.cameras.length>1?d`<button class="switch" aria-label=${V("switch_camera")} @click=${()=>this.camera++}>
            ${Z(F2)}
          </button>`:a}
    </div>`}renderActions(H,V){let{translate:M}=H,r=V.actions.find(({name:t})=>t===this.asks?.name),e=V.alert&&!V.alert.answerable;if(r&&!this.busy)return this.renderQuestion(H,r);let i=this.shown(V).length===0&&V.onTheWay;return this.shown(V).length===0&&!i&&!e?a:d`${e?d`<div class="hint">
            ${M("alert_elsewhere")}
            ${V.url?d`<a href=${V.url} target="_blank" rel="noreferrer">Obico</a>`:a}
          </div>`:a}
      <div class="actions">
        ${i?d`<button class="action" disabled>${P5}<span>${V.state}</span></button>`:this.shown(V).map(t=>this.renderAction(H,t))}
      </div>`}shown(H){return this.busy&&!H.actions.some(({name:V})=>V===this.busy?.name)?[this.busy]:H.actions}renderAction({translate:H},V){let M=this.busy?.name===V.name;return d`<button
      class="action ${V.name}"
      aria-busy=${M}
      ?disabled=${this.busy!==void 0&&!M}
      @click=${()=>this.choose(V)}
    >
      ${M?P5:Z(G3[V.name])}
      <span>${H(`action_${V.name}`)}</span>
      <ha-ripple ?disabled=${M}></ha-ripple>
    </button>`}renderQuestion({translate:H},V){return d`<div
      class="question"
      role="alertdialog"
      aria-label=${H("confirm_cancel")}
      @keydown=${M=>M.key==="Escape"&&this.dismiss()}
    >
      <div>${H("confirm_cancel")}</div>
      <div class="actions">
        <button class="action" @click=${()=>this.dismiss()}>
          ${Z(k2)}<span>${H("confirm_no")}</span><ha-ripple></ha-ripple>
        </button>
        <button class="action cancel" @click=${()=>this.press(V)}>
          ${Z(f1)}<span>${H("confirm_yes")}</span><ha-ripple></ha-ripple>
        </button>
      </div>
    </div>`}async choose(H){if(!this.busy){if(!H.final){await this.press(H);return}this.asks=H,await this.updateComplete,this.renderRoot.querySelector(".question .action")?.focus()}}async dismiss(){let H=this.asks?.name;this.asks=void 0,await this.updateComplete,this.renderRoot.querySelector(`.action.${H}`)?.focus()}async press(H){this.busy=H,this.asks=void 0;try{for(let V of H.presses)await this.hass?.callService("button","press",{},{entity_id:V})}catch{}finally{this.busy=void 0}}static{this.styles=b5}};m([f({attribute:!1})],s.prototype,"hass",2),m([v()],s.prototype,"config",2),m([v()],s.prototype,"uniqueIds",2),m([v()],s.prototype,"busy",2),m([v()],s.prototype,"asks",2),m([v()],s.prototype,"camera",2),m([v()],s.prototype,"isLive",2)});var T5,_5,l1,F5=o(()=>{T5={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},_5=L=>(...C)=>({_$litDirective$:L,values:C}),l1=class{constructor(C){}get _$AU(){return this._$AM._$AU}_$AT(C,H,V){this._$Ct=C,this._$AM=H,this._$Ci=V}_$AS(C,H){return this.update(C,H)}update(C,H){return this.render(...H)}}});var R5,K3,Y1,D5=o(()=>{V1();F5();R5="important",K3=" !"+R5,Y1=_5(class extends l1{constructor(L){if(super(L),L.type!==T5.ATTRIBUTE||L.name!=="style"||L.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(L){return Object.keys(L).reduce((C,H)=>{let V=L[H];return V==null?C:C+`${H=H.includes("-")?H:H.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,"-$&").toLowerCase()}:${V};`},"")}update(L,[C]){let{style:H}=L.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(C)),this.render(C);for(let V of this.ft)C[V]==null&&(this.ft.delete(V),V.includes("-")?H.removeProperty(V):H[V]=null);for(let V in C){let M=C[V];if(M!=null){this.ft.add(V);let r=typeof M=="string"&&M.endsWith(K3);V.includes("-")||r?H.setProperty(V,r?M.slice(0,-11):M,r?R5:""):H[V]=M}}return O}})});var E5=o(()=>{D5()});var v1,I5=o(()=>{"use strict";v1=class{constructor(C,H,V){this.hass=C;this.entityId=H;this.watching=V;this.sessionId="";this.closed=!1}async open(){try{let C=await this.hass.connection.subscribeMessage(H=>{this.take(H)},{type:"obico/camera/offer",entity_id:this.entityId});this.closed?await C():this.unsubscribe=C}catch{this.end()}}close(){this.closed=!0,this.connection?.close(),this.connection=void 0,this.unsubscribe?.().catch(()=>{}),this.unsubscribe=void 0}end(){this.closed||(this.close(),this.watching.onEnd())}async take(C){if(!this.closed)try{switch(C.type){case"session":this.begin(C.session_id,C.configuration??{},C);break;case"offer":await this.answer(C.offer);break;case"candidate":await this.connection?.addIceCandidate(C.candidate);break;case"error":this.end()}}catch{this.end()}}begin(C,H,V){this.connection?.close(),this.sessionId=C;let M=new RTCPeerConnection(H);this.connection=M,M.onicecandidate=({candidate:r})=>{r&&this.send("candidate",{candidate:r.toJSON()})},M.ontrack=({track:r,streams:e})=>{r.kind==="video"&&this.watching.onStream(e[0]??new MediaStream([r]),V)},M.onconnectionstatechange=()=>{M===this.connection&&M.connectionState==="failed"&&this.end()}}async answer(C){let H=this.connection;if(!H)return;await H.setRemoteDescription({type:"offer",sdp:C});let V=await H.createAnswer();await H.setLocalDescription(V),this.send("answer",{answer:V.sdp})}send(C,H){let V={type:`obico/camera/${C}`,entity_id:this.entityId,session_id:this.sessionId,...H};this.hass.callWS(V).catch(()=>this.end())}}});async function Y3(L){customElements.get(N5)||((await window.loadCardHelpers?.())?.createCardElement({type:"picture-entity",entity:L,camera_view:"live"}),await customElements.whenDefined(N5))}var W5,q3,j3,X3,N5,x,$5=o(()=>{"use strict";L1();z1();E5();I5();W5="obico-printer-picture",q3=2,j3=1e4,X3=3e5,N5="ha-camera-stream";x=class extends c{constructor(){super(...arguments);this.entity="";this.live=!1;this.label="";this.source="";this.ratio=0;this.player=!1;this.visible=!1;this.tryAt=0;this.timer=0;this.onVisibility=()=>this.follow()}connectedCallback(){super.connectedCallback(),this.observer=new IntersectionObserver(([H])=>{this.visible=H?.isIntersecting??!1,this.follow()}),this.observer.observe(this),document.addEventListener("visibilitychange",this.onVisibility)}disconnectedCallback(){super.disconnectedCallback(),this.observer?.disconnect(),document.removeEventListener("visibilitychange",this.onVisibility),this.visible=!1,this.follow()}willUpdate(H){(H.has("entity")||H.has("live"))&&(this.source="",this.tryAt=0,this.stop(),this.follow())}get address(){return this.hass.states[this.entity]?.attributes.entity_picture}follow(){this.visible&&!document.hidden?this.timer||(this.timer=window.setInterval(()=>this.look(),j3),this.look()):this.stop()}stop(){window.clearInterval(this.timer),this.timer=0,this.video?.close(),this.video=void 0,this.stream=void 0,this.player=!1,this.tellLive(!1)}look(){this.live&&this.lookLive(),!this.stream&&!this.player&&this.fetchPicture()}lookLive(){if((this.hass.states[this.entity]?.attributes.supported_features??0)&q3){let V=this.entity;Y3(V).then(()=>{this.player=this.timer!==0&&this.entity===V,this.tellLive(this.player)})}else!this.video&&Date.now()>=this.tryAt&&"RTCPeerConnection"in window&&(this.tryAt=Date.now()+X3,this.player=!1,this.video=new v1(this.hass,this.entity,{onStream:(V,M)=>{this.stream=V,this.hanging=M},onEnd:()=>{this.video=void 0,this.stream=void 0,this.tellLive(!1)}}),this.video.open())}fetchPicture(){let H=this.address;if(!H)return;let V=new Image;V.onload=()=>{this.address===H&&(this.source=V.src,this.ratio=V.naturalWidth/V.naturalHeight)},V.src=this.hass.hassUrl(`${H}&t=${Date.now()}`)}render(){let H=this.ratio?Math.max(1,this.ratio):1.7777777777777777;return d`<div class="frame" style=${Y1({"aspect-ratio":String(H)})}>
      ${this.source?d`<img src=${this.source} alt=${this.label} />`:a}
      ${this.stream?this.renderVideo():this.player?this.renderPlayer():a}
    </div>`}renderPlayer(){return d`<ha-camera-stream
      muted
      .hass=${this.hass}
      .stateObj=${this.hass.states[this.entity]}
      .fitMode=${"contain"}
    ></ha-camera-stream>`}renderVideo(){let{rotation:H=0,flip_horizontal:V,flip_vertical:M}=this.hanging??{},r=H%180!==0;return d`<video
      autoplay
      muted
      playsinline
      aria-label=${this.label}
      class=${r?"lying":""}
      style=${Y1({transform:`translate(-50%, -50%) rotate(${H}deg) scale(${V?-1:1}, ${M?-1:1})`})}
      .srcObject=${this.stream}
      .muted=${!0}
      @playing=${()=>this.tellLive(!0)}
      @resize=${this.onVideoSize}
    ></video>`}tellLive(H){this.dispatchEvent(new CustomEvent("live-changed",{detail:H}))}onVideoSize(H){let{videoWidth:V,videoHeight:M}=H.target;if(V&&M){let r=(this.hanging?.rotation??0)%180!==0;this.ratio=r?M/V:V/M}}static{this.styles=G`
    :host {
      display: block;
    }
    .frame {
      position: relative;
      container-type: size;
      width: 100%;
      overflow: hidden;
      background: var(--secondary-background-color);
    }
    img,
    ha-camera-stream {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    video {
      position: absolute;
      top: 50%;
      left: 50%;
      width: 100cqw;
      height: 100cqh;
      object-fit: contain;
    }
    video.lying {
      width: 100cqh;
      height: 100cqw;
    }
  `}};m([f({attribute:!1})],x.prototype,"hass",2),m([f()],x.prototype,"entity",2),m([f({type:Boolean})],x.prototype,"live",2),m([f()],x.prototype,"label",2),m([v()],x.prototype,"source",2),m([v()],x.prototype,"ratio",2),m([v()],x.prototype,"stream",2),m([v()],x.prototype,"hanging",2),m([v()],x.prototype,"player",2)});function U5(L,C){let H=L.entities[C]?.name;return H?{entity:C,name:H}:{entity:C}}function L0(L){return["nozzle","nozzle_number","bed","chamber"].flatMap(C=>L.all(`sensor.${C}_temperature`))}function M0(L,C,H){let V=new S(L,C),M=L0(V),r=H0.flatMap(e=>V.all(`sensor.${e}`));return{type:"grid",cards:[s1(N(L,C)??"Obico","mdi:printer-3d",{tap_action:{action:"navigate",navigation_path:`/config/devices/device/${C}`}}),{type:`custom:${k}`,device_id:C},...H&&M.length>0?[{type:"history-graph",hours_to_show:J3,entities:M.map(e=>U5(L,e))}]:[],...r.map(e=>z5(L,e))]}}function r0(L,C,H){let V=C.flatMap(M=>new S(L,M).all("calendar.prints"));return V.length===0?[]:[{type:"grid",cards:[s1(H("heading_prints"),"mdi:calendar-clock"),{type:"calendar",initial_view:"listWeek",entities:V}]}]}function e0(L,C){return C2(L).flatMap(H=>{let V=new S(L,H),M=V0.flatMap(r=>V.all(r));return M.length===0?[]:[{type:"grid",cards:[s1(C("heading_account"),"mdi:account",{tap_action:{action:"navigate",navigation_path:`/config/devices/device/${H}`}}),...M.map(r=>z5(L,r))]}]})}function Q5(L){let C=$(L.language),H=I(L);return{type:"sections",max_columns:4,sections:H.length===0?[{type:"grid",cards:[s1(C("no_printers"),"mdi:printer-3d-off"),{type:"markdown",content:C("no_printers_text")}]}]:[...H.map(M=>M0(L,M,H.length<=C0)),...r0(L,H,C),...e0(L,C)]}}var J3,C0,H0,V0,s1,z5,G5,x1,Z1,K5=o(()=>{"use strict";z();W();U();J3=12,C0=6,H0=["prints_total","success_rate_total","print_time_total","filament_total"],V0=["sensor.plan","sensor.detection_hours","sensor.unseen_events","button.mark_events_seen"],s1=(L,C,H={})=>({type:"heading",heading:L,icon:C,...H});z5=(L,C)=>({type:"tile",...U5(L,C),grid_options:{columns:6}});G5=["devices","entities"],x1=class extends HTMLElement{static{this.registryDependencies=G5}static{this.noEditor=!0}static async generate(C,H){return{title:"Obico",views:[{title:"Obico",icon:"mdi:printer-3d",...Q5(H)}]}}},Z1=class extends HTMLElement{static{this.registryDependencies=G5}static{this.noEditor=!0}static async generate(C,H){return Q5(H)}}});var t0={};var q5=o(()=>{"use strict";B5();z();$5();K5();customElements.define(W5,x);customElements.define(k,s);customElements.define("ll-strategy-dashboard-obico",x1);customElements.define("ll-strategy-view-obico",Z1)});z();U();var j5="https://github.com/obico-home-assistant/obico-home-assistant/blob/main/docs/dashboard.md";(window.customCards??=[]).push({type:k,get name(){return T()("card_name")},get description(){return T()("card_description")},preview:!0,documentationURL:j5,getEntitySuggestion:O2});(window.customStrategies??=[]).push({type:"obico",strategyType:"dashboard",name:"Obico",get description(){return T()("dashboard_description")},documentationURL:j5});customElements.whenDefined("home-assistant").then(()=>Promise.resolve().then(()=>(q5(),t0)));
